# SPDX-License-Identifier: Apache-2.0
"""What certificates point to: an issuer's OCSP responder and list on loopback, and ones that misbehave."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from common.certificates import openssl

from . import peers
from .authority import SERVER


class Issuer:
    """`url(path)` is what a certificate names; `answers[path]` is what is said there; `asked` holds the paths that were."""

    def __init__(self, store):
        self.store, self.answers, self.asked = store, {}, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                outer.asked.append(self.path)
                outer.serve(self)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def serve(self, request):
        kind, answer = self.answers.get(request.path, ("status", 404))
        request.close_connection = True
        if kind == "silent":
            threading.Event().wait(20)
            return
        if kind in ("status", "redirect"):
            request.send_response(answer if kind == "status" else 302)
            request.send_header("Location", self.url("/never") if kind == "redirect" else "")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        if kind == "ocsp":
            # OpenSSL has to understand the question.
            body = request.rfile.read(int(request.headers["Content-Length"]))
            assert request.command == "POST" and request.headers["Content-Type"] == "application/ocsp-request", request.headers
            question = self.store.folder / f"question.{threading.get_ident()}"
            question.write_bytes(body)
            assert "Serial Number" in openssl("ocsp", "-reqin", str(question), "-req_text", "-noverify")
        request.send_response(200)
        if kind == "endless":
            request.end_headers()
            try:
                while True:
                    request.wfile.write(b"0" * 65536)
            except OSError:
                return
        content = open(answer, "rb").read()
        if kind == "chunked":
            request.send_header("Transfer-Encoding", "chunked")
            request.end_headers()
            for byte in content:
                request.wfile.write(b"1\r\n%c\r\n" % byte)
            request.wfile.write(b"0\r\n\r\n")
            return
        if kind == "short":
            request.send_header("Content-Length", str(len(content)))
            content = content[:-1]
        request.end_headers()
        request.wfile.write(content)


def points_to(extensions, ocsp=None, crl=None):
    """Extensions of a certificate that names them."""
    return extensions + (f"authorityInfoAccess=OCSP;URI:{ocsp}\n" if ocsp else "") + (f"crlDistributionPoints=URI:{crl}\n" if crl else "")


def asked_issuers(store, Tls):
    """--fetch-revocation: what the issuer says when it is asked, and who only pretends to be it."""
    issuer = store.issuer = Issuer(store)
    ask = ("--fetch-revocation",)
    number = 0

    def case(name, said, ocsp=None, crl=None, is_revoked=False, options=ask, **more):
        nonlocal number
        number += 1
        leaf, facts = f"asked-{number}", {}
        places = [ocsp and issuer.url(f"/{leaf}/ocsp"), crl and issuer.url(f"/{leaf}/crl")]
        pair = store.leaf(leaf, extensions=points_to(SERVER, *places))
        if is_revoked:
            store.revoke(leaf)
        for path, answer in ((f"/{leaf}/ocsp", ocsp), (f"/{leaf}/crl", crl)):
            if answer:
                issuer.answers[path] = answer(leaf)
        for at, status in enumerate(said):
            facts[f"certificates.0.fetched_revocation.{at}.answer.status"] = status
        facts["certificates.0.verification.reasons"] = ["revoked"] if "revoked" in said else []
        found, silent = (("certificate/revoked",), ()) if "revoked" in said else ((), ("certificate/revoked",))
        return Tls(name, lambda: peers.s_server(pair), facts, rules=found, silent=silent, options=options, compare=(), **more)

    def der_list(leaf, issued_by="middle"):
        der = store.path(f"{leaf}.{issued_by}.crl.der")
        openssl("ca", "-config", store.path(f"{issued_by}.cnf"), "-gencrl", "-out", store.path(f"{leaf}.crl.pem"))
        openssl("crl", "-in", store.path(f"{leaf}.crl.pem"), "-outform", "DER", "-out", der)
        return der

    ocsp = lambda kind="ocsp", **more: lambda leaf: (kind, store.staple(leaf, **more))
    crl = lambda kind="file", **more: lambda leaf: (kind, der_list(leaf, **more))
    status = lambda code: lambda leaf: ("status", code)
    yield case("responder: good", ["good"], ocsp())
    yield case("responder: revoked", ["revoked"], ocsp(), is_revoked=True)
    yield case("responder: forged", ["invalid", "good"], ocsp(signer="stranger"), crl())
    yield case("responder: forged, alone", ["invalid"], ocsp(signer="stranger"), is_revoked=True)
    yield case("responder: expired", ["expired"], ocsp(), options=(*ask, "--now", "@30"))
    yield case("responder fails, list: revoked", ["error", "revoked"], status(500), crl(), is_revoked=True)
    yield case("responder redirects", ["error"], lambda leaf: ("redirect", None))
    yield case("responder without end", ["error"], lambda leaf: ("endless", None))
    yield case("silent responder", ["error"], lambda leaf: ("silent", None), options=(*ask, "--timeout", "1"))
    yield case("list: good", ["good"], crl=crl())
    yield case("list in pieces: revoked", ["revoked"], crl=crl("chunked"), is_revoked=True)
    yield case("list breaks off", ["error"], crl=crl("short"), is_revoked=True)
    yield case("another's list", ["invalid"], crl=crl(issued_by="root"), is_revoked=True)
    yield case("nobody asked", [], lambda leaf: ("status", 200), options=())
    nowhere = store.leaf("metadata", extensions=points_to(SERVER, "http://169.254.169.254/latest", "ldap://127.0.0.1/cn=list"))
    yield Tls("addresses of no issuer", lambda: peers.s_server(nowhere), {"certificates.0.fetched_revocation.0.answer.detail": "no address for an issuer",
              "certificates.0.fetched_revocation.1.answer.detail": "no address of plain HTTP"}, silent=("certificate/revoked",), options=ask, compare=())
