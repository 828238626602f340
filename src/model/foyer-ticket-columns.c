/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-columns"

#include "config.h"

#include "model/foyer-ticket-columns.h"

#include "base/foyer-text.h"

#include <string.h>

/* What the columns of other programs' exports are called: pretix, Eventbrite and others, and what
 * people write over a sheet of their own, in English, German, French and Spanish. Names are
 * compared without case, accents, blanks and punctuation. Where a file has several columns of one
 * kind, the one whose name comes first here counts: what is said of the guest comes before what is
 * said of who paid. Names with a = between them mean the same: none of them comes first. */
typedef struct {
  const char *label;
  const char *names;
} Column;

static const Column columns[FOYER_TICKET_N_COLUMNS] = {
  [FOYER_TICKET_COLUMN_CODE] = {
    "code",
    "code=ticketcode=ticketsecret=secret=barcode=barcodenumber=qrcode=qr=qrcodedata=barcodetext="
    "ticketbarcode=eticketcode=codigo=codigodebarras=codigoqr=codedubillet=codebarre=codebarres="
    "codeabarres=codebillet=strichcode=eintrittscode=codigodelaentrada barcodeid ticketnummer "
    "ticketnumber ticketno ticketnr numerodebillet numerodeentrada ",
  },
  [FOYER_TICKET_COLUMN_EMAIL] = {
    "e-mail",
    "attendeeemail=guestemail=ticketholderemail=holderemail=participantemail=teilnehmeremail="
    "teilnehmeremailadresse=gasteemail=emailduparticipant=emaildelasistente email=emailaddress="
    "mail=mailaddress=emailadresse=mailadresse=adressemail=adresseemail=courriel=correo="
    "correoelectronico=direcciondecorreo contactemail customeremail purchaseremail orderemail "
    "buyeremail bestelleremail kundenemail emaildelacheteur emaildelcomprador ",
  },
  [FOYER_TICKET_COLUMN_NAME] = {
    "name",
    "attendeename=guestname=ticketholdername=ticketholder=holdername=holder=participantname="
    "participant=attendee=guest=teilnehmername=teilnehmer=gast=gastname=nomduparticipant="
    "participante=asistente=nombredelasistente fullname=completename=displayname=vollername="
    "vollstandigername=nomcomplet=nombrecompleto=nombreyapellidos=name=namen contactname "
    "customername purchasername buyername customer kunde kundenname client cliente acheteur "
    "comprador ",
  },
  [FOYER_TICKET_COLUMN_FIRST_NAME] = {
    "first name",
    "attendeenamegivenname attendeefirstname firstname givenname forename vorname rufname "
    "teilnehmernamevorname prenom nombre nombredepila buyerfirstname purchaserfirstname ",
  },
  [FOYER_TICKET_COLUMN_LAST_NAME] = {
    "last name",
    "attendeenamefamilyname attendeelastname attendeesurname lastname surname familyname nachname "
    "familienname zuname teilnehmernamenachname teilnehmernamefamilienname nom nomdefamille "
    "apellido apellidos buyerlastname purchaserlastname ",
  },
  [FOYER_TICKET_COLUMN_TYPE] = {
    "ticket type",
    "tickettype tickettypename tickettyp ticketname ticketart ticketkategorie ticketcategory "
    "ticketclass ticket product productname produkt produktname artikel item itemname type typ "
    "art category kategorie categorie typedebillet billet produit article tarif tipodeentrada "
    "tipodeticket tipo entrada producto categoria admission passtype pass pricetier ",
  },
  [FOYER_TICKET_COLUMN_VARIATION] = {
    "variation",
    "variation variant variante productvariation produktvariante variacion variationname ",
  },
  [FOYER_TICKET_COLUMN_ORDER] = {
    "order",
    "ordercode orderid ordernumber orderno ordernr order orderref orderreference reference "
    "bookingcode bookingid bookingreference bookingnumber booking purchaseid transactionid "
    "bestellcode bestellnummer bestellnr bestellung bestellid auftragsnummer buchungsnummer "
    "buchungscode numerodecommande ndecommande nodepedido codedecommande commande referencedecommande numerodepedido "
    "codigodepedido pedido reserva numerodereserva reservation numerodereservation ",
  },
  [FOYER_TICKET_COLUMN_STATUS] = {
    "status",
    "attendeestatus ticketstatus status orderstatus paymentstatus paymentstate paid ispaid "
    "bezahlt bezahlstatus zahlungsstatus bestellstatus statut statutdelacommande "
    "statutdupaiement etat paye estado estadodelpedido estadodelpago pagado ",
  },
  [FOYER_TICKET_COLUMN_QUANTITY] = {
    "quantity",
    "quantity qty ticketquantity numberoftickets tickets ticketcount count amountoftickets anzahl "
    "menge stuck stuckzahl anzahltickets quantite nombredebillets cantidad numerodeentradas "
    "entradas ",
  },
  [FOYER_TICKET_COLUMN_ALLOWED_ENTRIES] = {
    "allowed entries",
    "allowedentries entriesallowed entries maxentries admissions admits admit persons people "
    "groupsize partysize eintritte erlaubteeintritte personen gruppengrosse entrees "
    "entreesautorisees personnes nombredepersonnes personas entradaspermitidas accesos ",
  },
  [FOYER_TICKET_COLUMN_VALID_FROM] = {
    "valid from",
    "validfrom ticketvalidfrom validafter notbefore gultigab gultigvon valableapartirde "
    "valabledu validodesde validadesde ",
  },
  [FOYER_TICKET_COLUMN_VALID_UNTIL] = {
    "valid until",
    "validuntil ticketvaliduntil validto validtill validthrough notafter expires expiry "
    "expirydate expirationdate gultigbis valablejusquau valableau validohasta validahasta "
    "caduca ",
  },
  [FOYER_TICKET_COLUMN_ATTENTION] = {
    "attention",
    "attention attentionnote attentiontext checkintext note notes comment comments remark remarks "
    "specialrequirements hint hinweis hinweise notiz notizen bemerkung bemerkungen kommentar "
    "anmerkung anmerkungen remarque remarques commentaire commentaires nota notas comentario "
    "comentarios observaciones ordercomment internalcomment ",
  },
  [FOYER_TICKET_COLUMN_FLAG] = {
    "special attention",
    "requiresspecialattention checkinattention specialattention besondereaufmerksamkeit "
    "benotigtbesondereaufmerksamkeit ",
  },
};

/**
 * foyer_ticket_column_fold:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): its letters and digits, without case and accents; # reads as number
 */
char *
foyer_ticket_column_fold (const char *text)
{
  g_autofree char *folded = foyer_text_fold (text);
  g_autoptr (GString) letters = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c == '#')
      g_string_append (letters, "number");
    else if (g_unichar_isalnum (c))
      g_string_append_unichar (letters, c);
  }
  return g_string_free (g_steal_pointer (&letters), FALSE);
}

/**
 * foyer_ticket_column_has_word:
 * @words: words of letters and digits, a blank after each, or a = where the next means the same
 * @folded: what foyer_ticket_column_fold() made
 * @rank: (out) (optional): where in @words it is; smaller is nearer to the front, and words that
 *   mean the same have the same
 *
 * Returns: whether @folded is one of @words
 */
gboolean
foyer_ticket_column_has_word (const char *words, const char *folded, guint *rank)
{
  gsize length = strlen (folded);
  const char *first_of_same = words;

  if (length == 0)
    return FALSE;
  for (const char *at = words; *at != '\0'; at++) {
    gsize n = strcspn (at, " =");

    if (n == length && strncmp (at, folded, n) == 0) {
      if (rank != NULL)
        *rank = (guint)(first_of_same - words);
      return TRUE;
    }
    at += n;
    if (*at == ' ')
      first_of_same = at + 1;
  }
  return FALSE;
}

/**
 * foyer_ticket_column_find:
 * @header: what stands over a column
 * @rank: (out): among several columns of this kind the one of the lowest rank counts
 *
 * Returns: what the column is about
 */
FoyerTicketColumn
foyer_ticket_column_find (const char *header, guint *rank)
{
  g_autofree char *folded = foyer_ticket_column_fold (header);

  *rank = 0;
  for (guint i = 0; i < FOYER_TICKET_N_COLUMNS; i++) {
    if (columns[i].names != NULL && foyer_ticket_column_has_word (columns[i].names, folded, rank))
      return (FoyerTicketColumn)i;
  }
  return FOYER_TICKET_COLUMN_UNKNOWN;
}

/**
 * foyer_ticket_column_get_label:
 *
 * Returns: (transfer none) (nullable): what to call such a column in a sentence
 */
const char *
foyer_ticket_column_get_label (FoyerTicketColumn column)
{
  g_return_val_if_fail (column < FOYER_TICKET_N_COLUMNS, NULL);

  return columns[column].label;
}
