"""TLS failures by kind: each named, the other scheme tried once, nothing accepted that does not verify."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.demo.server import Site, served
from crawler.middlewares.tls import diagnosed
from crawler.refusals import named
from tests.crawler.driver import crawl, registry_of, rows
from tests.crawler.portals.hostile import REPORT, sound

pytestmark = pytest.mark.xdist_group("crawl")
NOW = datetime.now(UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """A made certificate authority."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.path = folder / "ca.pem"
        self.path.write_bytes(
            self._issue("Made Authority", self.key, authority=True).public_bytes(serialization.Encoding.PEM)
        )

    def _issue(
        self,
        subject: str,
        key: ec.EllipticCurvePrivateKey,
        *,
        authority: bool = False,
        address: str = "127.0.0.1",
        days: int = 30,
        own: bool = False,
    ) -> x509.Certificate:
        issuer = subject if own or authority else "Made Authority"
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=90))
            .not_valid_after(NOW + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key((key if own else self.key).public_key()),
                critical=False,
            )
        )
        return builder.sign(key if own or authority else self.key, hashes.SHA256())

    def context(self, **how: object) -> ssl.SSLContext:
        """A server's context with a certificate of that kind."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue("portal", key, **how)  # type: ignore[arg-type]
        file = self.folder / f"{len(list(self.folder.iterdir()))}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


KINDS: dict[str, dict[str, object]] = {
    "tls_self_signed": {"own": True},
    "tls_expired": {"days": -5},
    "tls_host_mismatch": {"address": "127.0.0.9"},
}


@pytest.mark.parametrize("name", KINDS)
def test_a_certificate_that_does_not_verify_is_named(
    name: str, authority: Authority, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    site = sound(name)
    with served(site, context=authority.context(**KINDS[name])):
        registry = registry_of(tmp_path, [site])
        registry.write_text(registry.read_text().replace("http://", "https://"))
        crawl(tmp_path / "a", registry)
    assert (name,) in rows(tmp_path / "a", "SELECT error FROM captures")
    assert site.log == []


def test_a_certificate_that_verifies_is_accepted(authority: Authority, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    site = sound("good")
    with served(site, context=authority.context()):
        registry = registry_of(tmp_path, [site])
        registry.write_text(registry.read_text().replace("http://", "https://"))
        crawl(tmp_path / "a", registry)
    assert REPORT in site.asked()


def test_http_is_tried_once_where_https_fails(tmp_path: Path) -> None:
    site = sound("plain")
    with served(site):
        registry = registry_of(tmp_path, [site])
        registry.write_text(registry.read_text().replace("http://", "https://"))
        crawl(tmp_path / "a", registry)
    assert REPORT in site.asked()
    assert rows(tmp_path / "a", "SELECT error FROM captures WHERE error LIKE 'tls_%'")


@contextmanager
def _closing() -> Iterator[int]:
    """A server that closes every connection in the middle of the handshake."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.recv(64)
            connection.close()

    Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def test_a_handshake_cut_off_is_named() -> None:
    with _closing() as port:
        assert diagnosed(f"https://127.0.0.1:{port}/", named("tls_handshake")).name in ("tls_eof", "tls_handshake")


def test_an_unreachable_host_is_tried_over_the_other_scheme_and_given_up(tmp_path: Path) -> None:
    site = Site("gone")
    with served(site):
        pass
    crawl(tmp_path / "a", registry_of(tmp_path, [site]))
    found = rows(tmp_path / "a", "SELECT url, error FROM captures")
    assert {url.partition(":")[0] for url, _ in found} == {"http", "https"}
    assert {error for _, error in found} == {"unreachable"}
