"""The ways in, as an invented person takes them."""

import base64
import hmac
import struct
from hashlib import sha1

from playwright.sync_api import Page

PASSWORD = "quatre tilleuls dans la cour"
EMAIL = "camille@cabinet.invalid"


def code_of(secret: str, *, at: float) -> str:
    """RFC 6238, written here anew: the oracle of the application on the phone."""
    counter = struct.pack(">Q", int(at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    start = digest[-1] & 15
    value = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06d}"


def present_oneself(page: Page, link: str) -> None:
    """The first administrator, their organisation and their password, at the first-run link."""
    page.goto(link)
    page.get_by_label("Nom de l’organisme").fill("Cabinet inventé")
    page.get_by_label("Type d’organisme").select_option("practice")
    page.get_by_label("Votre nom").fill("Camille Inventée")
    page.get_by_label("Votre adresse e-mail").fill(EMAIL)
    page.get_by_label("Mot de passe", exact=False).first.fill(PASSWORD)
    page.get_by_label("Mot de passe une seconde fois").fill(PASSWORD)
    page.get_by_role("button", name="Créer et continuer").click()


def password(page: Page, origin: str) -> None:
    """The first of the two factors."""
    page.goto(f"{origin}/accounts/login/")
    page.get_by_label("Adresse e-mail").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
