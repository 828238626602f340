// SPDX-License-Identifier: GPL-3.0-or-later
// An OpenID provider on loopback with accounts and one client, which the first argument says as JSON:
// {"clientId", "clientSecret", "authMethod", "algorithm", "accounts": {login: {claims}}}. Prints its
// address.

import { createServer } from 'node:http';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import Provider, { interactionPolicy } from 'oidc-provider';

const settings = JSON.parse(process.argv[2]);

// By way of PEM: where the garbage collector comes while Node 20 exports a pair that it has just made,
// it waits for itself.
const encoding = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
};

const pairs = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048, ...encoding }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256', ...encoding }),
  EdDSA: () => generateKeyPairSync('ed25519', encoding),
};
// The first key signs; the others are there to be passed over.
const keys = [settings.algorithm, ...Object.keys(pairs)].map((algorithm, index) => ({
  ...createPrivateKey(pairs[algorithm]().privateKey).export({ format: 'jwk' }),
  alg: algorithm,
  use: 'sig',
  kid: `${algorithm}-${index}`,
}));

// Its sign-in page asks who it is anyhow.
const policy = interactionPolicy.base();
const choice = new interactionPolicy.Prompt({ name: 'select_account', requestable: true });
choice.checks.length = 0;
policy.add(choice, 0);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      application_type: 'native',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/'],
      token_endpoint_auth_method: settings.authMethod,
      id_token_signed_response_alg: settings.algorithm,
    }],
    clientAuthMethods: [settings.authMethod],
    enabledJWA: { idTokenSigningAlgValues: Object.keys(pairs) },
    jwks: { keys },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    // As Google does: the address is in the ID token itself.
    conformIdTokenClaims: false,
    pkce: { methods: ['S256'], required: () => true },
    interactions: { policy },
    findAccount: (context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...settings.accounts[id] }),
    }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
