"""A RouterOS API server whose framing is librouteros' own: its encoder writes, its decoder reads.

router.py MODE [CERTIFICATE KEY]

MODE is `plain`, `tls`, `tls1.2`, or what an old api-ssl offers: `anonymous` (no certificate: anonymous Diffie-Hellman), `dhe`
(TLS 1.2 without elliptic curves), `tls1.1`. CERTIFICATE and KEY are in DER. The port is printed.
"""

import asyncio
import base64
import hashlib
import socket
import ssl
import sys
import tempfile

try:
    from librouteros.protocol import AsyncApiProtocol, encode_sentence
except ImportError:
    # The old kinds of TLS are shown without a word of the API.
    AsyncApiProtocol = None

ENCODING = 'utf-8'


class Transport:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def read(self, length):
        return await self.reader.readexactly(length) if length else b''

    async def write(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def close(self):
        self.writer.close()


class Router:
    """PPP secrets, an identity, and listeners."""

    def __init__(self):
        self.secrets, self.last, self.listeners = {}, 0, {}

    async def serve(self, reader, writer):
        protocol = AsyncApiProtocol(transport=Transport(reader, writer), encoding=ENCODING)
        listeners = {}
        try:
            while True:
                command, words = await protocol.readSentence()
                tag = [word for word in words if word.startswith('.tag=')]
                given = dict(word[1:].split('=', 1) for word in words if word.startswith('='))
                queries = [word for word in words if word.startswith('?')]

                # The tag of this command, also for what is said later.
                def say(*reply, tag=tuple(tag)):
                    writer.write(encode_sentence(*reply, *tag, encoding=ENCODING))

                self.answer(command, given, queries, say, listeners, tag)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            for say in listeners.values():
                self.listeners.pop(say, None)
            writer.close()

    def answer(self, command, given, queries, say, listeners, tag):
        if command == '/login':
            self.login(given, say)
        elif command == '/ppp/secret/add':
            if any(secret['name'] == given['name'] for secret in self.secrets.values()):
                say('!trap', '=category=4', '=message=failure: secret with the same name already exists')
                say('!done')
                return
            self.last += 1
            name = f'*{self.last:X}'
            self.secrets[name] = {'service': 'any', 'profile': 'default', 'disabled': 'false', **given}
            self.tell(f'=.id={name}', f'=name={given["name"]}')
            say('!done', f'=ret={name}')
        elif command == '/ppp/secret/remove':
            if self.secrets.pop(given['.id'], None) is None:
                say('!trap', '=category=0', '=message=no such item')
            else:
                self.tell(f'=.id={given[".id"]}', '=.dead=yes')
            say('!done')
        elif command == '/ppp/secret/print':
            wanted = given.get('.proplist', '').split(',')
            rows = [{'.id': name, **secret} for name, secret in self.secrets.items()]
            rows = [row for row in rows if all(row.get(key) == value for key, value in (query[2:].split('=', 1) for query in queries))]
            for row in rows:
                say('!re', *(f'={key}={value}' for key, value in row.items() if key in wanted))
            if not rows:
                say('!empty')
            say('!later', '=a=word that nobody knows yet')
            say('!done')
        elif command == '/ppp/secret/listen':
            listeners[tag[0][5:]] = say
            self.listeners[say] = None
        elif command == '/cancel':
            listening = listeners.pop(given.get('tag', ''), None)
            if listening:
                self.listeners.pop(listening, None)
                listening('!trap', '=category=2', '=message=interrupted')
                listening('!done')
            say('!done')
        elif command == '/system/identity/print':
            say('!re', '=name=' + 'r' * 20_000)
            say('!done')
        elif command == '/quit':
            say('!fatal', 'session terminated on request')
        else:
            say('!trap', '=category=0', '=message=no such command prefix')
            say('!done')

    def tell(self, *words):
        for say in self.listeners:
            say('!re', *words)

    challenge = '0123456789abcdef0123456789abcdef'

    def login(self, given, say):
        response = '00' + hashlib.md5(b'\0secret' + bytes.fromhex(self.challenge)).hexdigest()
        if not given:
            say('!done', f'=ret={self.challenge}')
        elif given.get('name') == 'api' and (given.get('password') == 'secret' or given.get('response') == response):
            say('!done')
        else:
            say('!trap', '=message=invalid user name or password (6)')
            say('!done')


def context(mode, certificate, key):
    if mode == 'plain':
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if mode == 'anonymous':
        made.maximum_version = ssl.TLSVersion.TLSv1_2
        made.set_ciphers('ADH:AECDH:@SECLEVEL=0')
        return made
    # Keys of 1024 bits too, as old routers have them.
    made.set_ciphers('DEFAULT:@SECLEVEL=0')
    with tempfile.NamedTemporaryFile('w', suffix='.pem') as file:
        file.write(ssl.DER_cert_to_PEM_cert(open(certificate, 'rb').read()))
        text = base64.encodebytes(open(key, 'rb').read()).decode()
        file.write(f'-----BEGIN PRIVATE KEY-----\n{text}-----END PRIVATE KEY-----\n')
        file.flush()
        made.load_cert_chain(file.name)
    if mode == 'tls1.2':
        made.maximum_version = ssl.TLSVersion.TLSv1_2
    if mode == 'dhe':
        made.maximum_version = ssl.TLSVersion.TLSv1_2
        made.set_ciphers('DHE:!ECDHE:@SECLEVEL=0')
    if mode == 'tls1.1':
        made.minimum_version = ssl.TLSVersion.TLSv1
        made.maximum_version = ssl.TLSVersion.TLSv1_1
        made.set_ciphers('ALL:@SECLEVEL=0')
    return made


def refuse(context):
    """Handshakes that fail, on plain sockets: asyncio would drop OpenSSL's alert, which is what is to be seen."""
    server = socket.create_server(('127.0.0.1', 0))
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()


async def main(context):
    server = await asyncio.start_server(Router().serve, '127.0.0.1', 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


mode, *files = sys.argv[1:]
made = context(mode, *(files or (None, None)))
if mode in ('plain', 'tls', 'tls1.2'):
    asyncio.run(main(made))
else:
    refuse(made)
