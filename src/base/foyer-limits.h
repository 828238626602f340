/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Every bound on what a peer, a person, a file or a camera can make Foyer take, in one place.
 * Sizes are in bytes of UTF-8 unless a name says otherwise. */

/* The wire (PROTOCOL.md). */
#define FOYER_LIMIT_MESSAGE_TO_RELAY     (64 * 1024)
#define FOYER_LIMIT_MESSAGE_FROM_RELAY   (256 * 1024)
#define FOYER_LIMIT_VISIT                (16 * 1024)
#define FOYER_LIMIT_JSON_DEPTH           32
#define FOYER_LIMIT_REQUEST_ID           64
#define FOYER_LIMIT_CHANGES_PER_FRAME    256
#define FOYER_LIMIT_ACTIVITIES_PER_FRAME 128
/* Any one text that a relay says. */
#define FOYER_LIMIT_RELAY_TEXT 4096

/* Texts. */
#define FOYER_LIMIT_CODE         1024
#define FOYER_LIMIT_NAME         200
#define FOYER_LIMIT_EMAIL        254
#define FOYER_LIMIT_ORDER_CODE   64
#define FOYER_LIMIT_NOTE         500
#define FOYER_LIMIT_SEARCH_TEXT  100
#define FOYER_LIMIT_APP_VERSION  40
#define FOYER_LIMIT_USER_AGENT   200
#define FOYER_LIMIT_TOKEN        256
#define FOYER_LIMIT_CAMERA_STATE 40

/* An event that is hosted on a laptop: how soon a relay that ended is started again, and how often
 * one that has just been asked for. */
#define FOYER_LIMIT_HOST_RESTART_MS     500
#define FOYER_LIMIT_HOST_RESTART_MAX_MS 15000
#define FOYER_LIMIT_HOST_STOP_SECONDS   30
#define FOYER_LIMIT_HOST_START_TRIES    6

/* Tickets. */
#define FOYER_LIMIT_ALLOWED_ENTRIES 1000
/* What a search may ask for, and what it gets. */
#define FOYER_LIMIT_SEARCH_RESULTS 50
#define FOYER_LIMIT_FOUND_TICKETS  20
#define FOYER_LIMIT_TICKET_TYPES   1000

/* The verification path of a relay. */
#define FOYER_LIMIT_SCANS_PER_BATCH 256
#define FOYER_LIMIT_SCANS_WAITING   4096
/* Late scans are drained in smaller batches, and only so many batches of live scans go before one.
 */
#define FOYER_LIMIT_LATE_SCANS_PER_BATCH   128
#define FOYER_LIMIT_LIVE_BATCHES_IN_A_ROW  4
#define FOYER_LIMIT_LOCK_TIMEOUT_MS        3000
#define FOYER_LIMIT_IDLE_IN_TRANSACTION_MS 2000
/* For how long a relay waits for an answer of the database, and foyerctl too for a connection. */
#define FOYER_LIMIT_DATABASE_SECONDS 7
#define FOYER_LIMIT_CONNECT_SECONDS  3
/* For how long a relay that starts waits for a database that stands still or is not there yet, and
 * how often it looks. */
#define FOYER_LIMIT_DATABASE_START_SECONDS 30
#define FOYER_LIMIT_DATABASE_LOOK_MS       250

/* Late scans: how many a message brings; how many conflicts a list tells, and how many scans of
 * one; how many lines of a ticket's log are told; how many admissions a desk may at most be said to
 * have missed. */
#define FOYER_LIMIT_SYNC_SCANS        100
#define FOYER_LIMIT_CONFLICTS_LISTED  100
#define FOYER_LIMIT_CONFLICT_SCANS    100
#define FOYER_LIMIT_ACTIVITIES_LISTED 100
/* Relays look at most so often which conflicts are new. */
#define FOYER_LIMIT_CONFLICT_LOOK_MS 250
#define FOYER_LIMIT_EXPOSURE         1000000

/* A desk: how long a guest waits for the relay at most, and where it was late before; how quick an
 * answer is that is in time; after how long without a word the relay counts as gone, how often it
 * is asked whether it is there, and when one that was not answered is asked about again. */
#define FOYER_LIMIT_PATIENCE_MS      1200
#define FOYER_LIMIT_PATIENCE_SLOW_MS 300
#define FOYER_LIMIT_QUICK_ANSWER_MS  800
#define FOYER_LIMIT_SILENCE_MS       5000
#define FOYER_LIMIT_PROBE_MS         2000
#define FOYER_LIMIT_ANSWER_MS        10000
#define FOYER_LIMIT_RETRY_MS         1000
#define FOYER_LIMIT_SEARCH_MS        2000
/* How many of its own scans a desk shows, and how far back it looks for them. */
#define FOYER_LIMIT_RECENT_SCANS 200
/* How often a device tries to deliver what waits where nobody is signed in. */
#define FOYER_LIMIT_DELIVER_SECONDS 30
/* How often it tries again to wipe what could not be wiped. */
#define FOYER_LIMIT_WIPE_SECONDS 10
/* How long a damaged file may be looked into before it goes with what else is known of guests. */
#define FOYER_LIMIT_DAMAGED_DAYS 30
/* What a desk decided by itself though it had asked: how long a late answer may make it needless to
 * be delivered. */
#define FOYER_LIMIT_LATE_ANSWER_MS 3000

/* A desk's clock: how often the relay is asked for the time, how often somebody looks whether it
 * was set meanwhile, by how much it must have been for that, what a desk that knows nothing about
 * it assumes, and from when on people are told that it is wrong. */
#define FOYER_LIMIT_CLOCK_SECONDS      60
#define FOYER_LIMIT_CLOCK_LOOK_SECONDS 5
#define FOYER_LIMIT_CLOCK_SET_MS       500
#define FOYER_LIMIT_CLOCK_UNKNOWN_MS   60000
#define FOYER_LIMIT_CLOCK_OFF_MS       60000

/* A late scan: how long before its event was made it may be said to be, because the relay's clock
 * may have been set since; and by how much its time may be off. */
#define FOYER_LIMIT_SCAN_AHEAD_DAYS 7
#define FOYER_LIMIT_CLOCK_ERROR_MS  (G_GINT64_CONSTANT (100) * 366 * 24 * 60 * 60 * 1000)

/* Snapshots: beyond so many changes one is cheaper than the changes; a few rows at a time;
 * deadlines for a reader that takes nothing, and for the whole, because an old transaction lets
 * nothing be cleaned away. */
#define FOYER_LIMIT_CHANGES_BEHIND      10000
#define FOYER_LIMIT_SNAPSHOTS           4
#define FOYER_LIMIT_SNAPSHOT_ROWS       500
#define FOYER_LIMIT_SNAPSHOT_SECONDS    120
#define FOYER_LIMIT_SNAPSHOT_SILENCE_MS 10000
/* How many scans of a ticket are named, the newest ones, so that its line stays one. */
#define FOYER_LIMIT_SNAPSHOT_SCANS 4000
/* What a desk takes of one, as text, and for how long it waits for more of it. */
#define FOYER_LIMIT_SNAPSHOT_BYTES   (G_GINT64_CONSTANT (2) * 1024 * 1024 * 1024)
#define FOYER_LIMIT_DOWNLOAD_SECONDS 15
/* When a desk tries again whose copy could not be made or go on, longer each time. */
#define FOYER_LIMIT_COPY_PAUSE_MS     1000
#define FOYER_LIMIT_COPY_PAUSE_MAX_MS 120000

/* Imports. */
#define FOYER_LIMIT_IMPORT_BYTES      (256 * 1024 * 1024)
#define FOYER_LIMIT_IMPORT_COLUMNS    200
#define FOYER_LIMIT_IMPORT_FIELD      (64 * 1024)
#define FOYER_LIMIT_IMPORT_ROWS       1000000
#define FOYER_LIMIT_IMPORT_CHUNK_ROWS 1000
#define FOYER_LIMIT_IMPORT_CHUNK_MS   50

/* The camera. A code that was not seen for so long counts again when it comes back. */
#define FOYER_LIMIT_SIGHTING_GAP_MS       2500
#define FOYER_LIMIT_SIGHTINGS             64
#define FOYER_LIMIT_CAMERA_SILENCE_MS     3000
#define FOYER_LIMIT_CAMERA_RESTART_MS     500
#define FOYER_LIMIT_CAMERA_RESTART_MAX_MS 15000
#define FOYER_LIMIT_DECODE_BUDGET_MS      60

/* The sockets of a relay. Times are in milliseconds unless a name says otherwise. */
#define FOYER_LIMIT_LISTEN_BACKLOG          1024
#define FOYER_LIMIT_CONNECTIONS             20000
#define FOYER_LIMIT_CONNECTIONS_PER_ADDRESS 4096
#define FOYER_LIMIT_UNSIGNED_PER_ADDRESS    1024
#define FOYER_LIMIT_PROXY_HEADER            2048
#define FOYER_LIMIT_SIGN_IN_SECONDS         10
#define FOYER_LIMIT_CLOSE_SECONDS           2
#define FOYER_LIMIT_QUEUED_TO_SOCKET        (1024 * 1024)
#define FOYER_LIMIT_SOCKET_SEND_BUFFER      (256 * 1024)
#define FOYER_LIMIT_CONTROL_FRAME           125
#define FOYER_LIMIT_TCP_USER_TIMEOUT_MS     8000
#define FOYER_LIMIT_PING_SECONDS            5
#define FOYER_LIMIT_DEAD_PEER_SECONDS       12
#define FOYER_LIMIT_REQUESTS_WAITING        256
/* How long two connections of one device go on before they are two computers: longer than one that
 * was left behind can last. */
#define FOYER_LIMIT_TWIN_SECONDS          20
#define FOYER_LIMIT_POLL_SECONDS          2
#define FOYER_LIMIT_TOUCH_SECONDS         10
#define FOYER_LIMIT_ABSENT_SECONDS        30
#define FOYER_LIMIT_ACTIVITY_INTERVAL_MS  50
#define FOYER_LIMIT_SESSION_CHECK_SECONDS 30

/* What a session, all sessions of a device, or an address where nobody has signed in may ask of one
 * relay. After so long without use every quota is whole again. */
#define FOYER_LIMIT_REQUESTS_PER_SECOND        50
#define FOYER_LIMIT_REQUESTS_BURST             200
#define FOYER_LIMIT_DEVICE_REQUESTS_PER_SECOND 100
#define FOYER_LIMIT_DEVICE_REQUESTS_BURST      400
#define FOYER_LIMIT_REFUSALS_PER_SECOND        5
#define FOYER_LIMIT_REFUSALS_BURST             500
#define FOYER_LIMIT_SEARCHES_PER_SECOND        5
#define FOYER_LIMIT_SEARCHES_BURST             10
/* Messages with late scans. */
#define FOYER_LIMIT_SYNCS_PER_SECOND        25
#define FOYER_LIMIT_SYNCS_BURST             150
#define FOYER_LIMIT_VISITS_PER_SECOND       50
#define FOYER_LIMIT_VISITS_BURST            1000
#define FOYER_LIMIT_WRONG_TOKENS_PER_SECOND 10
#define FOYER_LIMIT_WRONG_TOKENS_BURST      500
#define FOYER_LIMIT_SOCKETS_PER_DEVICE      32
#define FOYER_LIMIT_QUOTAS                  50000
#define FOYER_LIMIT_QUOTA_SECONDS           120

/* Identity. */
#define FOYER_LIMIT_CHALLENGE_SECONDS 120
#define FOYER_LIMIT_CHALLENGES        10000
#define FOYER_LIMIT_VISITS_WAITING    256
#define FOYER_LIMIT_VISIT_SECONDS     15
#define FOYER_LIMIT_SESSIONS_LISTED   200
#define FOYER_LIMIT_STAFF_LISTED      100
#define FOYER_LIMIT_INVITATION_HOURS  72

/* Passphrases, in characters; and what argon2id costs, in passes and bytes of memory. */
#define FOYER_LIMIT_PASSPHRASE_LEAST  6
#define FOYER_LIMIT_PASSPHRASE_MOST   128
#define FOYER_LIMIT_PASSPHRASE_BYTES  512
#define FOYER_LIMIT_PASSPHRASE_PASSES 2
#define FOYER_LIMIT_PASSPHRASE_MEMORY (64 * 1024 * 1024)

/* Signing in with a provider. */
#define FOYER_LIMIT_SIGN_IN_MINUTES   10
#define FOYER_LIMIT_REDIRECT_URI      200
#define FOYER_LIMIT_PROVIDER_CODE     4096
#define FOYER_LIMIT_PROVIDER_ADDRESS  500
#define FOYER_LIMIT_PROVIDER_SUBJECT  255
#define FOYER_LIMIT_PROVIDER_BYTES    (128 * 1024)
#define FOYER_LIMIT_PROVIDER_SECONDS  8
#define FOYER_LIMIT_PROVIDER_KEPT_MIN 300
#define FOYER_LIMIT_PROVIDER_KEPT_MAX 86400
#define FOYER_LIMIT_ID_TOKEN          (16 * 1024)
#define FOYER_LIMIT_BROWSER_SECONDS   300
/* How often its keys are asked for anew because of one that is unknown: at once, and per minute. */
#define FOYER_LIMIT_KEY_SEARCHES            5
#define FOYER_LIMIT_KEY_SEARCHES_PER_MINUTE 1

/* What a desk keeps: how many tickets are written, read or deleted at once, while scans wait to be
 * judged.
 */
#define FOYER_LIMIT_STORE_WRITTEN 200
#define FOYER_LIMIT_STORE_READ    500
#define FOYER_LIMIT_STORE_SWEPT   500
/* How many tickets that match a search are put in order. */
#define FOYER_LIMIT_STORE_FOUND 1000

/* Heads of chains: how large the file is in which a desk keeps them, of how many events; how many a
 * message holds; how often a relay looks whether there are new ones to sign. */
#define FOYER_LIMIT_HEADS_FILE    (4 * 1024 * 1024)
#define FOYER_LIMIT_EVENTS_KEPT   64
#define FOYER_LIMIT_HEADS_SHOWN   16
#define FOYER_LIMIT_HEADS_SECONDS 10

/* Alerts: so many of a kind may be open at once, and what a relay has seen is added up a moment
 * later, for so many subjects. */
#define FOYER_LIMIT_ALERTS_PER_KIND      50
#define FOYER_LIMIT_ALERTS_LISTED        1000
#define FOYER_LIMIT_ALERT_COUNTS         1000
#define FOYER_LIMIT_ALERT_COUNT_AFTER_MS 250

/* Devices. Whoever guesses at pairing codes waits, longer each time. */
#define FOYER_LIMIT_PAIRING_SECONDS        (15 * 60)
#define FOYER_LIMIT_ENROL_FAILURES         10
#define FOYER_LIMIT_ENROL_BLOCK_SECONDS    60
#define FOYER_LIMIT_ENROL_BLOCK_MAX        (15 * 60)
#define FOYER_LIMIT_ACCESSES_LISTED        200
#define FOYER_LIMIT_ACCESSES_WAITING       10000
#define FOYER_LIMIT_ACCESSES_PER_STATEMENT 500
#define FOYER_LIMIT_REFUSAL_NOTED_SECONDS  60
#define FOYER_LIMIT_RELAY_SEEN_SECONDS     10
#define FOYER_LIMIT_RELAY_GONE_SECONDS     45
#define FOYER_LIMIT_RELAY_ADDRESSES        32

/* What desks know of each other: how many there are told of, where each may be found, and how long
 * such an address is; how often a relay looks, and over how many of the last scans and minutes it
 * says how fast they are. */
#define FOYER_LIMIT_DESKS           256
#define FOYER_LIMIT_DESK_ADDRESSES  8
#define FOYER_LIMIT_ENDPOINT        64
#define FOYER_LIMIT_DESKS_LOOK_MS   1000
#define FOYER_LIMIT_RATE_SECONDS    10
#define FOYER_LIMIT_RATE_OF_SCANS   5000
#define FOYER_LIMIT_RATE_OF_MINUTES 10

/* What desks hear of each other without a relay: how much is kept for an event and of a device, in
 * how many runs of numbers; what a message asks for and holds; how often a desk says what it knows,
 * and how long it waits for an answer. */
#define FOYER_LIMIT_HEARD              200000
#define FOYER_LIMIT_HEARD_OF_DEVICE    50000
#define FOYER_LIMIT_RUNS_PER_DEVICE    32
#define FOYER_LIMIT_RUNS_ASKED         64
#define FOYER_LIMIT_RUNS_TOLD          256
#define FOYER_LIMIT_HEARD_PER_MESSAGE  100
#define FOYER_LIMIT_GOSSIP_MS          1000
#define FOYER_LIMIT_GOSSIP_PATIENCE_MS 5000

/* The connections between desks. Who has not proven within some seconds who it is, is cut off, and
 * so is who says nothing for a while; more than so many messages a second wait. */
#define FOYER_LIMIT_NEIGHBOURS             32
#define FOYER_LIMIT_NEIGHBOURS_UNGREETED   16
#define FOYER_LIMIT_NEIGHBOURS_PER_ADDRESS 4
#define FOYER_LIMIT_NEIGHBOUR_MESSAGE      (64 * 1024)
#define FOYER_LIMIT_NEIGHBOUR_GREETING     1024
#define FOYER_LIMIT_NEIGHBOUR_QUEUE        (1024 * 1024)
#define FOYER_LIMIT_NEIGHBOUR_SECONDS      5
#define FOYER_LIMIT_NEIGHBOUR_BEAT_SECONDS 3
#define FOYER_LIMIT_NEIGHBOUR_DEAD_SECONDS 10
#define FOYER_LIMIT_NEIGHBOUR_PER_SECOND   200
#define FOYER_LIMIT_NEIGHBOUR_TRY_MS       1000
#define FOYER_LIMIT_NEIGHBOUR_TRY_MAX_MS   15000
#define FOYER_LIMIT_NEIGHBOUR_HINT_SECONDS 30
