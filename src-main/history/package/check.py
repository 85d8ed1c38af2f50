#!/usr/bin/env python3
"""Checks the history of seal uses that Qianyin (钤印) keeps: an evidence package, or a ledger file.

    python3 check.py PACKAGE.zip
    python3 check.py history.sqlite
        --head NUMBER:HASH                 an event that you know of, say from an earlier package
        --receipt 1.LEDGER.NUMBER.HASH     a receipt, as a stamped document carries it
        --json                             the result as JSON

Exit codes: 0 whole; 1 something is wrong with it; 2 it cannot be read; 130 stopped.

It needs Python 3.9 or newer and nothing else, and it writes nothing. FORMAT.en.md and FORMAT.zh-CN.md say in words what is
checked here; the program itself checks the same, and both find the same. Take this script from a source that you trust, not from a
package that you doubt.
"""
import argparse
import base64
import functools
import hashlib
import io
import json
import os
import re
import sqlite3
import struct
import sys
import zipfile
import zlib
from decimal import Decimal

# --- JSON in its one canonical form (RFC 8785) ------------------------------------------------------------------------------------

MOST_CONTENT_BYTES = 16 << 20
MOST_LEVELS = 64
MOST_SAFE_INTEGER = 2**53 - 1


class Invalid(Exception):
    """What was read is not what it should be."""


def number_text(value):
    """A number as ECMAScript writes it (RFC 8785, 3.2.2.3)."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    _, digits, exponent = Decimal(repr(abs(value))).as_tuple()
    digits = "".join(map(str, digits))
    point = len(digits) + exponent
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = point - 1
    fraction = "." + digits[1:] if count > 1 else ""
    return sign + digits[0] + fraction + "e" + ("+" if power >= 0 else "-") + str(abs(power))


def canonical(value, levels=MOST_LEVELS):
    """The canonical text of a value; members are sorted by UTF-16 code units."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number_text(float(value))
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if levels == 0:
        raise Invalid("too deep")
    if isinstance(value, list):
        return "[" + ",".join([canonical(one, levels - 1) for one in value]) + "]"
    names = sorted(value, key=None if all(map(str.isascii, value)) else lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join([json.dumps(name, ensure_ascii=False) + ":" + canonical(value[name], levels - 1) for name in names]) + "}"


def finite(text):
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def refuse(text):
    raise ValueError(text)


def read_canonical(content):
    """The JSON object that these bytes are the canonical form of; None where they are none."""
    if len(content) > MOST_CONTENT_BYTES:
        return None
    try:
        text = content.decode("utf-8")
        value = json.loads(text, parse_int=finite, parse_float=finite, parse_constant=refuse)
        # The last test refuses halves of characters, which UTF-8 cannot write.
        return value if isinstance(value, dict) and canonical(value).encode("utf-8") == content else None
    except (ValueError, RecursionError, Invalid):
        return None


# --- events -----------------------------------------------------------------------------------------------------------------------

NO_HASH = "0" * 64
EVENT_NAMES = {"data", "format", "kind", "ledger", "number", "previous", "time"}
INSTANT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.[0-9]{3}Z")
KIND = re.compile(r"[a-z]+(?:-[a-z]+)*")
LEDGER = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"[0-9a-f]{64}")


def is_text(value, form):
    return isinstance(value, str) and form.fullmatch(value) is not None


def is_whole(value, least):
    return isinstance(value, float) and value == int(value) and least <= value <= MOST_SAFE_INTEGER


def is_instant(value):
    if not is_text(value, INSTANT):
        return False
    year, month, day, hour, minute, second = map(int, INSTANT.fullmatch(value).groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = 29 if month == 2 and leap else (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month] if 1 <= month <= 12 else 0
    return 1 <= day <= days and hour < 24 and minute < 60 and second < 60


def read_event(content):
    """The event that these bytes hold, in the one way in which it may be written; None where they hold none."""
    event = read_canonical(content)
    if event is None or set(event) != EVENT_NAMES or not isinstance(event["data"], dict):
        return None
    if event["format"] != 1 or event["format"] is True or not is_text(event["kind"], KIND) or not is_text(event["ledger"], LEDGER):
        return None
    if not is_whole(event["number"], 1) or not is_text(event["previous"], HASH) or not is_instant(event["time"]):
        return None
    event["number"] = int(event["number"])
    return event


# --- SM3 (GB/T 32905-2016) --------------------------------------------------------------------------------------------------------


def _rotate(value, by):
    by %= 32
    return ((value << by) | (value >> (32 - by))) & 0xFFFFFFFF


def sm3(message):
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = message + b"\x80" + b"\x00" * ((55 - len(message)) % 64) + (8 * len(message)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        w = [int.from_bytes(padded[at : at + 4], "big") for at in range(start, start + 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ _rotate(w[j - 3], 15)
            w.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            constant = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = _rotate((_rotate(a, 12) + e + _rotate(constant, j)) & 0xFFFFFFFF, 7)
            ss2 = ss1 ^ _rotate(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            d, c, b, a = c, _rotate(b, 9), a, tt1
            h, g, f, e = g, _rotate(f, 19), e, tt2 ^ _rotate(tt2, 9) ^ _rotate(tt2, 17)
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return b"".join(word.to_bytes(4, "big") for word in state)


def digest(name, data):
    return sm3(data) if name == "sm3" else hashlib.new(name, data).digest()


# --- DER (X.690) ------------------------------------------------------------------------------------------------------------------

SEQUENCE, SET, OID, INTEGER, OCTETS, BITS, NULL = 0x30, 0x31, 0x06, 0x02, 0x04, 0x03, 0x05


class Element:
    def __init__(self, tag, content, encoded):
        self.tag, self.content, self.encoded = tag, content, encoded

    def children(self):
        at, found = 0, []
        while at < len(self.content):
            one = read_element(self.content, at)
            at += len(one.encoded)
            found.append(one)
        return found


def read_element(data, at):
    try:
        tag, length, head = data[at], data[at + 1], 2
        if tag & 0x1F == 0x1F:
            raise Invalid("a long tag")
        if length == 0x80 or length > 0x84:
            raise Invalid("a length that DER does not know")
        if length > 0x80:
            width = length - 0x80
            length = int.from_bytes(data[at + 2 : at + 2 + width], "big")
            head = 2 + width
            if length < 0x80 or length >> (8 * (width - 1)) == 0:
                raise Invalid("a length that is not the shortest")
    except IndexError:
        raise Invalid("cut short")
    end = at + head + length
    if end > len(data):
        raise Invalid("cut short")
    return Element(tag, data[at + head : end], data[at:end])


def read_whole(data, tag):
    one = read_element(data, 0)
    if one.tag != tag or len(one.encoded) != len(data):
        raise Invalid("not one element alone")
    return one


class Fields:
    """The members of a SEQUENCE, one after the other."""

    def __init__(self, element):
        self.left = element.children()

    def required(self, tag=None):
        if not self.left or (tag is not None and self.left[0].tag != tag):
            raise Invalid("a field that is missing")
        return self.left.pop(0)

    def optional(self, tag):
        return self.left.pop(0) if self.left and self.left[0].tag == tag else None

    def done(self):
        if self.left:
            raise Invalid("a field too many")


def read_oid(element):
    content = element.content
    if element.tag != OID or not content or content[-1] & 0x80:
        raise Invalid("no object identifier")
    arcs, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first] + arcs[1:]))


def read_integer(element):
    if element.tag != INTEGER or not element.content:
        raise Invalid("no integer")
    return int.from_bytes(element.content, "big", signed=True)


def read_algorithm(element):
    """An AlgorithmIdentifier: its object identifier and its parameters, None where there are none or NULL."""
    if element.tag != SEQUENCE:
        raise Invalid("no algorithm")
    fields = Fields(element)
    name = read_oid(fields.required())
    parameters = fields.left.pop(0) if fields.left else None
    fields.done()
    return name, None if parameters is None or parameters.tag == NULL else parameters


# --- signatures: RSA, ECDSA P-256, SM2 --------------------------------------------------------------------------------------------

DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "1.2.156.10197.1.401": "sm3",
}
RSA, RSA_PSS, MGF1 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
RSA_WITH = {"1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384", "1.2.840.113549.1.1.13": "sha512"}
ECDSA_WITH = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
SM2_WITH = {"1.2.156.10197.1.501", "1.2.156.10197.1.301.1", "1.2.156.10197.1.301"}
EC_KEY, P256, SM2 = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "1.2.156.10197.1.301"
DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


class Curve:
    def __init__(self, p, a, b, n, x, y):
        self.p, self.a, self.b, self.n, self.g = p, a, b, n, (x, y)

    def holds(self, point):
        x, y = point
        return x < self.p and y < self.p and (y * y - x * x * x - self.a * x - self.b) % self.p == 0

    def add(self, one, other):
        if one is None or other is None:
            return one or other
        (x1, y1), (x2, y2) = one, other
        if x1 == x2:
            if (y1 + y2) % self.p == 0:
                return None
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x = (slope * slope - x1 - x2) % self.p
        return x, (slope * (x1 - x) - y1) % self.p

    def times(self, factor, point):
        result = None
        while factor:
            if factor & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            factor >>= 1
        return result


CURVES = {
    P256: Curve(
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
        -3,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
    SM2: Curve(
        0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
        -3,
        0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
        0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
        0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
        0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    ),
}


def read_pair(signature):
    fields = Fields(read_whole(signature, SEQUENCE))
    pair = read_integer(fields.required(INTEGER)), read_integer(fields.required(INTEGER))
    fields.done()
    return pair


def ecdsa_holds(point, hashed, signature):
    curve = CURVES[P256]
    r, s = read_pair(signature)
    if not (0 < r < curve.n and 0 < s < curve.n):
        return False
    e = int.from_bytes(hashed[:32], "big")
    w = pow(s, -1, curve.n)
    found = curve.add(curve.times(e * w % curve.n, curve.g), curve.times(r * w % curve.n, point))
    return found is not None and found[0] % curve.n == r


def sm2_holds(point, message, signature):
    """GB/T 32918.2-2016, 7.1, with the usual name of the signer."""
    curve = CURVES[SM2]
    r, s = read_pair(signature)
    t = (r + s) % curve.n
    if not (0 < r < curve.n and 0 < s < curve.n) or t == 0:
        return False
    name = b"1234567812345678"
    numbers = (curve.a % curve.p, curve.b, *curve.g, *point)
    z = sm3((8 * len(name)).to_bytes(2, "big") + name + b"".join(one.to_bytes(32, "big") for one in numbers))
    e = int.from_bytes(sm3(z + message), "big")
    found = curve.add(curve.times(s, curve.g), curve.times(t, point))
    return found is not None and (e + found[0]) % curve.n == r


def mgf1(hash_name, seed, length):
    blocks = [digest(hash_name, seed + count.to_bytes(4, "big")) for count in range(-(-length // len(digest(hash_name, b""))))]
    return b"".join(blocks)[:length]


def pss_holds(modulus, encoded, hash_name, hashed, salt_length):
    """RFC 8017, 9.1.2."""
    bits = modulus.bit_length() - 1
    width = -(-bits // 8)
    encoded = encoded.to_bytes((modulus.bit_length() + 7) // 8, "big")
    if any(encoded[:-width]):
        return False
    encoded = encoded[-width:]
    if width < len(hashed) + salt_length + 2 or encoded[-1] != 0xBC:
        return False
    masked, h = encoded[: -len(hashed) - 1], encoded[-len(hashed) - 1 : -1]
    unused = 8 * width - bits
    if masked[0] >> (8 - unused):
        return False
    block = bytearray(x ^ y for x, y in zip(masked, mgf1(hash_name, h, len(masked))))
    block[0] &= 0xFF >> unused
    zeros = len(block) - salt_length - 1
    if any(block[:zeros]) or block[zeros] != 1:
        return False
    return digest(hash_name, b"\x00" * 8 + hashed + bytes(block[zeros + 1 :])) == h


def read_pss(parameters, hash_name):
    """The length of the salt; the parameters must name this hash throughout (RFC 4055, 3.1)."""
    if parameters is None or parameters.tag != SEQUENCE:
        raise Invalid("no parameters")
    fields = Fields(parameters)
    explicit = [fields.optional(tag) for tag in (0xA0, 0xA1, 0xA2, 0xA3)]
    fields.done()
    inside = [None if one is None else read_whole(one.content, one.content[0]) if one.content else None for one in explicit]
    if inside[0] is None or inside[1] is None:
        raise Invalid("SHA-1")
    mask, mask_hash = read_algorithm(inside[1])
    if DIGESTS.get(read_algorithm(inside[0])[0]) != hash_name or mask != MGF1 or mask_hash is None:
        raise Invalid("another hash")
    if DIGESTS.get(read_algorithm(mask_hash)[0]) != hash_name:
        raise Invalid("another hash")
    if inside[3] is not None and read_integer(inside[3]) != 1:
        raise Invalid("another trailer")
    return 20 if inside[2] is None else read_integer(inside[2])


def rsa_holds(key, pss_salt, hash_name, hashed, signature):
    fields = Fields(read_whole(key, SEQUENCE))
    modulus, exponent = read_integer(fields.required(INTEGER)), read_integer(fields.required(INTEGER))
    fields.done()
    width = (modulus.bit_length() + 7) // 8
    value = int.from_bytes(signature, "big")
    if modulus <= 0 or len(signature) != width or value >= modulus:
        return False
    opened = pow(value, exponent, modulus)
    if pss_salt is not None:
        return pss_holds(modulus, opened, hash_name, hashed, pss_salt)
    info = DIGEST_INFO[hash_name] + hashed
    padding = width - len(info) - 3
    return padding >= 8 and opened.to_bytes(width, "big") == b"\x00\x01" + b"\xff" * padding + b"\x00" + info


def signature_holds(spki, algorithm, hash_name, message, signature):
    """Whether the value is this key's over the message; the algorithm must be one of those that FORMAT lists."""
    name, parameters = algorithm
    fields = Fields(spki)
    key_name, key_parameters = read_algorithm(fields.required(SEQUENCE))
    bits = fields.required(BITS).content
    fields.done()
    if not bits or bits[0] != 0:
        raise Invalid("no key")
    key = bits[1:]
    if name == RSA or name in RSA_WITH or name == RSA_PSS:
        if hash_name not in DIGEST_INFO or RSA_WITH.get(name, hash_name) != hash_name:
            return False
        if key_name != RSA and not (key_name == RSA_PSS and name == RSA_PSS):
            return False
        salt = read_pss(parameters, hash_name) if name == RSA_PSS else None
        return rsa_holds(key, salt, hash_name, digest(hash_name, message), signature)
    if key_name != EC_KEY or key_parameters is None:
        return False
    curve_name = read_oid(key_parameters)
    if curve_name not in CURVES or len(key) != 65 or key[0] != 4:
        return False
    point = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    if not CURVES[curve_name].holds(point):
        return False
    if ECDSA_WITH.get(name) == hash_name and curve_name == P256:
        return ecdsa_holds(point, digest(hash_name, message), signature)
    if name in SM2_WITH and hash_name == "sm3" and curve_name == SM2:
        return sm2_holds(point, message, signature)
    return False


# --- checkpoints: detached CMS (RFC 5652; GB/T 35275-2017 has other names for the same) -------------------------------------------

SIGNED_DATA = {"1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"}
DATA = {"1.2.840.113549.1.7.1", "1.2.156.10197.6.1.4.2.1"}
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SHORT_NAMES = {"2.5.4.3": "CN", "2.5.4.10": "O", "2.5.4.6": "C", "2.5.4.11": "OU", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.5": "SERIALNUMBER"}


def certificate_parts(certificate):
    """Serial number, issuer, subject and key of an X.509 certificate."""
    fields = Fields(Fields(certificate).required(SEQUENCE))
    fields.optional(0xA0)
    serial = fields.required(INTEGER)
    fields.required(SEQUENCE)
    issuer = fields.required(SEQUENCE)
    fields.required(SEQUENCE)
    subject = fields.required(SEQUENCE)
    return serial, issuer, subject, fields.required(SEQUENCE)


def name_text(name):
    texts = []
    for relative in reversed(name.children()):
        for attribute in relative.children():
            kind, value = attribute.children()
            encoding = {0x0C: "utf-8", 0x1E: "utf-16-be"}.get(value.tag, "latin-1")
            known = read_oid(kind)
            texts.append(SHORT_NAMES.get(known, known) + "=" + value.content.decode(encoding, "replace"))
    return ", ".join(texts)


def is_bound(value, certificate, issuer, serial):
    """RFC 5035, 3 and 4: the attribute holds the digest of the signer's certificate."""
    first = Fields(read_whole(value.encoded, SEQUENCE)).required(SEQUENCE).children()[0]
    fields = Fields(first)
    algorithm = fields.optional(SEQUENCE)
    hash_name = "sha256" if algorithm is None else DIGESTS.get(read_algorithm(algorithm)[0])
    if hash_name is None or fields.required(OCTETS).content != digest(hash_name, certificate.encoded):
        return False
    issuer_serial = fields.optional(SEQUENCE)
    fields.done()
    if issuer_serial is None:
        return True
    inner = Fields(issuer_serial)
    names = inner.required(SEQUENCE).children()
    same_serial = inner.required(INTEGER).content == serial.content
    inner.done()
    return same_serial and any(one.tag == 0xA4 and one.content == issuer.encoded for one in names)


@functools.lru_cache(maxsize=256)
def verify_cms(cms, content):
    """The certificate that signed the content, and the name in it. Raises Invalid."""
    outer = Fields(read_whole(cms, SEQUENCE))
    if read_oid(outer.required()) not in SIGNED_DATA:
        raise Invalid("no SignedData")
    explicit = Fields(outer.required(0xA0))
    outer.done()
    fields = Fields(explicit.required(SEQUENCE))
    explicit.done()
    version = read_integer(fields.required(INTEGER))
    digests = [read_algorithm(one)[0] for one in fields.required(SET).children()]
    encapsulated = Fields(fields.required(SEQUENCE))
    content_type = read_oid(encapsulated.required())
    encapsulated.done()
    certificates = fields.optional(0xA0)
    fields.optional(0xA1)
    signers = fields.required(SET).children()
    fields.done()
    if content_type not in DATA or certificates is None or len(signers) != 1:
        raise Invalid("not one signer of detached data")
    signer = Fields(signers[0])
    signer_version = read_integer(signer.required(INTEGER))
    identifier = Fields(signer.required(SEQUENCE))
    issuer, serial = identifier.required(SEQUENCE), identifier.required(INTEGER)
    identifier.done()
    if version not in (1, 3, 4, 5) or signer_version != 1:
        raise Invalid("an unknown version")
    digest_name = read_algorithm(signer.required(SEQUENCE))[0]
    attributes = signer.required(0xA0)
    algorithm = read_algorithm(signer.required(SEQUENCE))
    signature = signer.required(OCTETS).content
    signer.optional(0xA1)
    signer.done()
    hash_name = DIGESTS.get(digest_name)
    if hash_name is None or digest_name not in digests:
        raise Invalid("an unknown digest")
    values = {}
    for attribute in attributes.children():
        inner = Fields(attribute)
        name, several = read_oid(inner.required()), inner.required(SET).children()
        inner.done()
        if name in values or len(several) != 1:
            raise Invalid("an attribute with several values")
        values[name] = several[0]
    if not {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2} <= set(values) or read_oid(values[CONTENT_TYPE]) not in DATA:
        raise Invalid("an attribute that is missing")
    if values[MESSAGE_DIGEST].tag != OCTETS or values[MESSAGE_DIGEST].content != digest(hash_name, content):
        raise Invalid("other content was signed")
    for certificate in certificates.children():
        if certificate.tag != SEQUENCE:
            continue
        own_serial, own_issuer, subject, spki = certificate_parts(certificate)
        if own_issuer.encoded != issuer.encoded or own_serial.content != serial.content:
            continue
        if not is_bound(values[SIGNING_CERTIFICATE_V2], certificate, own_issuer, own_serial):
            continue
        # What is signed is the SET, sorted, in place of the [0] that stands here (RFC 5652, 5.4).
        in_der = b"".join(sorted(one.encoded for one in attributes.children()))
        for signed in (in_der, attributes.content):
            length = len(signed)
            head = bytes([SET, length]) if length < 128 else bytes([SET, 0x80 + (length.bit_length() + 7) // 8])
            tail = b"" if length < 128 else length.to_bytes((length.bit_length() + 7) // 8, "big")
            if signature_holds(spki, algorithm, hash_name, head + tail + signed, signature):
                return certificate.encoded, name_text(subject)
    raise Invalid("the signature does not hold")


def prove_checkpoint(event):
    """What a checkpoint proves; None where its signature does not hold, or is not over what the event says."""
    data = event["data"]
    try:
        texts = [data[name] for name in ("hash", "statement", "cms", "fingerprint")]
        if not is_whole(data["head"], 1) or data["head"] >= event["number"] or not all(isinstance(one, str) for one in texts):
            return None
        known_hash, statement, cms_text, fingerprint = texts
        if not HASH.fullmatch(known_hash) or not HASH.fullmatch(fingerprint):
            return None
        head = int(data["head"])
        cms = base64.b64decode(cms_text, validate=True)
        claims = read_canonical(statement.encode("utf-8"))
        if base64.b64encode(cms).decode() != cms_text or claims is None or not is_instant(claims.get("time")):
            return None
        said = {"format": 1, "hash": known_hash, "kind": "qianyin-checkpoint", "ledger": event["ledger"], "number": head, "time": claims["time"]}
        if canonical(said) != statement:
            return None
        certificate, signer = verify_cms(cms, statement.encode("utf-8"))
    except (KeyError, ValueError, TypeError, IndexError, Invalid):
        return None
    if hashlib.sha256(certificate).hexdigest() != fingerprint:
        return None
    return {
        "number": event["number"], "head": head, "hash": known_hash, "time": claims["time"], "signer": signer,
        "fingerprint": fingerprint, "statement": statement.encode("utf-8"), "cms": cms, "certificate": certificate,
    }


# --- the chain --------------------------------------------------------------------------------------------------------------------

MOST_FAULTS = 1000
CHECKPOINT_REACH = 65536


class Read:
    def __init__(self, place, content, kept_hash):
        self.kept_hash = kept_hash
        self.event = read_event(content)
        self.hash = hashlib.sha256(content).hexdigest()
        self.number = place if place is not None else self.event["number"] if self.event else None


class Stood:
    def __init__(self, number, own_hash, event):
        self.number, self.hash, self.event = number, own_hash, event


class ChainCheck:
    """Numbers without gaps in order, canonical content, the hashes that chain it, checkpoints, and what anchors know.

    Anchors are triples of ledger (or None), number and hash. `extent`, of a package: ledger, first number, head number, head hash.
    """

    def __init__(self, anchors=(), extent=None, on_event=None, on_checkpoint=None):
        self.anchors, self.extent = list(anchors), extent
        self.anchors_at = {}
        for ledger, number, known in self.anchors:
            self.anchors_at.setdefault(number, []).append((ledger, known))
        self.on_event, self.on_checkpoint = on_event, on_checkpoint
        self.first = extent[1] if extent else 1
        self.ledger = extent[0] if extent else None
        self.expected, self.events, self.vouched_until = self.first, 0, 0
        self.faults, self.known, self.told, self.fault_count, self.chain_faults = [], set(), {}, 0, 0
        self.checkpoints, self.recent, self.ahead = [], {}, []
        self.previous = self.suspect = self.end = None

    def fault(self, kind, number, until=0):
        key = ("use" if kind == "view" else "event", number)
        if key in self.known:
            return
        self.fault_count += 1
        self.chain_faults += kind != "view"
        # Of each kind: one that breaks the chain is not hidden behind many that do not.
        told = self.told.get(kind, 0)
        if told < MOST_FAULTS:
            self.told[kind] = told + 1
            self.known.add(key)
            self.faults.append({"kind": kind, "number": number, **({"until": until} if until > number else {})})

    def take(self, place, content, kept_hash):
        """An event as it is kept: its number and hash are None where only its content is kept."""
        self.ahead.append(Read(place, content, kept_hash))
        self.events += 1
        if len(self.ahead) > 2:
            self._judge_first()

    def settle(self):
        """Judges what is left, and the end."""
        while self.ahead:
            self._judge_first()
        self._judge_end()

    def break_off(self):
        """The events cannot be read from here on."""
        while self.ahead:
            self._judge_first()
        self.fault("unreadable", self.expected)

    def _judge_first(self):
        one = self.ahead.pop(0)
        after = self.ahead[0] if self.ahead else None
        third = self.ahead[1] if len(self.ahead) > 1 else None
        due, number = self.expected, one.number
        following = after.number if after else None
        if number == due:
            return self._stand(one, due)
        if number is None:
            return self._stand(one, due) if following != due else self._astray("changed", due)
        if following == due and (third.number == due + 1 if third else number < due):
            # One too many: the next is the one that belongs here.
            return self._astray("reordered", due)
        if number > due and (following is None or following > number):
            self.fault("gap", due, number - 1)
            self._unlink()
            return self._stand(one, number)
        if self.first <= number < due and following == number + 1:
            # A stretch that was here before.
            self._astray("reordered", due)
            return self._stand(one, number)
        self._astray("reordered", due)
        self.expected = due + 1

    def _astray(self, kind, due):
        self.fault(kind, due)
        self._unlink()

    def _unlink(self):
        if self.suspect:
            self.fault("changed", self.suspect.number)
        self.suspect, previous, self.previous = None, self.previous, None
        if previous:
            self._confirm(previous)

    def _stand(self, one, number):
        self.expected = number + 1
        event = self._event_in(one, number)
        if event and self.on_event:
            self.on_event(event, one.hash)
        previous = self.previous
        if not previous or not previous.event or not event:
            self._unlink()
        elif event["previous"] == previous.hash:
            if self.suspect:
                self.fault("changed", self.suspect.number)
            self.suspect = None
            self._confirm(previous)
        else:
            # Where the next one does not fit either, it is the one that was changed.
            if self.suspect:
                self._confirm(self.suspect)
            self.suspect = previous
        self.previous = Stood(number, one.hash, event)

    def _event_in(self, one, number):
        event = one.event
        is_itself = event is not None and one.kept_hash in (None, one.hash)
        is_beginning = number != 1 or (event is not None and event["previous"] == NO_HASH and event["kind"] == "ledger-begun")
        if not is_itself or not is_beginning:
            return self.fault("changed", number)
        if event["number"] != number:
            return self.fault("reordered", number)
        if self.ledger is None:
            self.ledger = event["ledger"]
        return event if event["ledger"] == self.ledger else self.fault("foreign", number)

    def _confirm(self, stood):
        """Nothing speaks against this event any more: what anchors know of it and what it says is held against the chain."""
        event, number = stood.event, stood.number
        if not event:
            return
        if number == self.first and number > 1:
            self._remember(number - 1, event["previous"])
        self._remember(number, stood.hash)
        if event["kind"] != "checkpoint":
            return
        proof = prove_checkpoint(event)
        is_outside = proof is not None and proof["head"] < self.first - 1
        if proof is None or (not is_outside and number - proof["head"] > CHECKPOINT_REACH):
            return self.fault("checkpoint", number)
        if self.on_checkpoint:
            self.on_checkpoint(proof)
        known = self.recent.get(proof["head"])
        if known is not None and known != proof["hash"]:
            return self.fault("forked", proof["head"])
        self.checkpoints.append({name: proof[name] for name in ("number", "head", "time", "signer", "fingerprint")})
        if known is not None:
            self.vouched_until = max(self.vouched_until, proof["head"])

    def _remember(self, number, own_hash):
        self.recent[number] = own_hash
        self.recent.pop(number - CHECKPOINT_REACH - 1, None)
        if self._is_contradicted(number, own_hash):
            self.fault("forked", number)

    def _is_ours(self, ledger):
        return ledger is None or self.ledger is None or ledger == self.ledger

    def _is_contradicted(self, number, own_hash):
        return any(known != own_hash and self._is_ours(ledger) for ledger, known in self.anchors_at.get(number, ()))

    def _judge_end(self):
        last, end, extent = self.expected - 1, self.previous, self.extent
        is_other_end = bool(end and end.event and extent and extent[2] == last and extent[3] != end.hash)
        if self.suspect and end and (is_other_end or self._is_contradicted(end.number, end.hash)):
            self._confirm(self.suspect)
            self.suspect = None
        if is_other_end:
            self.fault("changed", last)
            self.previous = None
        self._unlink()
        ours = [number for ledger, number, _ in self.anchors if self._is_ours(ledger)]
        for ledger, number, _ in self.anchors:
            if not self._is_ours(ledger):
                self.fault("foreign", number)
        before = min([self.first] + ours)
        if before < self.first - 1:
            self.fault("gap", before, self.first - 1)
        furthest = max([extent[2] if extent else 0] + ours)
        if furthest > last:
            self.fault("cut", last + 1, furthest)
        if extent and extent[2] < last:
            self.fault("forked", extent[2] + 1)
        if self.events == 0:
            self.fault("unreadable", 0)
        self.end = end if end and end.event and not is_other_end and end.number == last else None

    def finish(self):
        """What was found; `settle` comes before."""
        return {
            "ledger": self.ledger,
            "whole": self.fault_count == 0,
            "chainWhole": self.chain_faults == 0,
            "events": self.events,
            "first": self.first,
            "head": {"ledger": self.ledger, "number": self.end.number, "hash": self.end.hash} if self.end else None,
            "faults": self.faults,
            "faultCount": self.fault_count,
            "checkpoints": self.checkpoints,
            "vouchedUntil": self.vouched_until,
        }


# --- an evidence package ----------------------------------------------------------------------------------------------------------

MOST_ENTRIES = 500_000
MOST_MANIFEST_BYTES = 1 << 16
MOST_PROOF_BYTES = 1 << 20
MANIFEST_NAMES = {"count", "first", "format", "head", "kind", "ledger", "madeAt", "madeBy", "program"}
STRANGE_NAME = re.compile(r"/|[a-zA-Z]:|(?:.*/)?\.\.(?:/|\Z)", re.DOTALL)
PROOF_NAME = re.compile(r"checkpoints/([0-9]{1,15})\.(?:statement\.json|p7s)")
ZIP_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def nothing_read():
    return {
        "ledger": None, "whole": False, "chainWhole": False, "events": 0, "first": 0, "head": None, "faults": [{"kind": "unreadable", "number": 0}],
        "faultCount": 1, "checkpoints": [], "vouchedUntil": 0,
    }


def read_manifest(content):
    """Ledger, first number, number and hash of the head; None where the manifest contradicts itself."""
    said = read_canonical(content)
    if said is None or set(said) != MANIFEST_NAMES or said["kind"] != "qianyin-evidence-package":
        return None
    head = said["head"]
    if said["format"] != 1 or said["format"] is True or not is_text(said["ledger"], LEDGER) or not is_instant(said["madeAt"]):
        return None
    if not isinstance(said["madeBy"], str) or not isinstance(said["program"], str):
        return None
    if not isinstance(head, dict) or set(head) != {"hash", "number"} or not is_text(head["hash"], HASH):
        return None
    if not all(is_whole(one, 1) for one in (said["first"], said["count"], head["number"])):
        return None
    if said["count"] != head["number"] - said["first"] + 1:
        return None
    return said["ledger"], int(said["first"]), int(head["number"]), head["hash"]


MOST_DIRECTORY_BYTES = 64 << 20
ZIP_VERSIONS = (10, 20, 45)
SIZES_FOLLOW, NAMES_ARE_UTF8 = 0x0008, 0x0800
LARGE_FIELD, TIME_FIELD = 0x0001, 0x5455


class NotPlain(Exception):
    pass


def must(holds):
    if not holds:
        raise NotPlain()


def has_plain_layout(path):
    """
    Whether every byte of an archive has one meaning: entries from the first byte on, one after the other in the order of the directory, then
    the directory, then its end, and what is said twice is said alike. Readers differ in what they make of anything else.
    """
    try:
        with open(path, "rb") as file:
            walk_archive(file, file.seek(0, io.SEEK_END))
        return True
    except NotPlain:
        return False


def walk_archive(file, size):
    def bytes_at(offset, length):
        must(0 <= offset and offset + length <= size)
        file.seek(offset)
        found = file.read(length)
        must(len(found) == length)
        return found

    count, directory_bytes, offset, end = read_end(bytes_at, size)
    must(offset + directory_bytes == end and directory_bytes <= MOST_DIRECTORY_BYTES)
    directory = bytes_at(offset, directory_bytes)
    at = position = 0
    for _ in range(count):
        must(at + 46 <= directory_bytes)
        name_bytes, extra_bytes, comment_bytes = struct.unpack_from("<HHH", directory, at + 28)
        whole = 46 + name_bytes + extra_bytes
        must(comment_bytes == 0 and at + whole <= directory_bytes)
        position = walk_entry(directory[at : at + whole], name_bytes, position, bytes_at)
        at += whole
    must(at == directory_bytes and position == offset)


def read_end(bytes_at, size):
    """The number of entries, the length of the directory, where it begins, and where what ends it begins."""
    start = size - 22
    signature, disk, first_disk, here, count, length, offset, comment = struct.unpack("<IHHHHIIH", bytes_at(start, 22))
    must(signature == 0x06054B50 and disk == first_disk == comment == 0 and here == count)
    if count != 0xFFFF and length != 0xFFFFFFFF and offset != 0xFFFFFFFF:
        return count, length, offset, start
    large = start - 20 - 56
    signature, rest, _, _, disk, first_disk, here, counts, lengths, offsets = struct.unpack("<IQHHIIQQQQ", bytes_at(large, 56))
    must(signature == 0x06064B50 and rest == 44 and disk == first_disk == 0 and here == counts)
    signature, disk, place, disks = struct.unpack("<IIQI", bytes_at(large + 56, 20))
    must(signature == 0x07064B50 and disk == 0 and place == large and disks == 1)
    must(count in (0xFFFF, counts) and length in (0xFFFFFFFF, lengths) and offset in (0xFFFFFFFF, offsets))
    return counts, lengths, offsets, large


def walk_entry(record, name_bytes, position, bytes_at):
    """Where the entry ends that begins at `position`, of which this is the directory's record."""
    signature, _, version, flags, method = struct.unpack_from("<IHHHH", record)
    must(signature == 0x02014B50 and version in ZIP_VERSIONS and method in (0, 8))
    must(flags & ~(SIZES_FOLLOW | NAMES_ARE_UTF8) == 0 and struct.unpack_from("<H", record, 34)[0] == 0)
    crc = struct.unpack_from("<I", record, 16)[0]
    compressed, whole, offset, is_large = read_sizes(record, 46 + name_bytes)
    must(offset == position)
    local = bytes_at(position, 30 + name_bytes)
    signature, version, local_flags, local_method = struct.unpack_from("<IHHH", local)
    must(signature == 0x04034B50 and version in ZIP_VERSIONS and local_flags == flags and local_method == method)
    must(struct.unpack_from("<HH", local, 26) == (name_bytes, 0) and local[30:] == record[46 : 46 + name_bytes])
    said = struct.unpack_from("<III", local, 14)
    data_end = position + 30 + name_bytes + compressed
    if not flags & SIZES_FOLLOW:
        must(not is_large and said == (crc, compressed, whole))
        return data_end
    form = "<IIQQ" if is_large else "<IIII"
    must(said == (0, 0, 0) and struct.unpack(form, bytes_at(data_end, struct.calcsize(form))) == (0x08074B50, crc, compressed, whole))
    return data_end + struct.calcsize(form)


def read_sizes(record, at):
    """Compressed and whole size, the offset, and whether they stand in the field for large archives."""
    compressed, whole = struct.unpack_from("<II", record, 20)
    offset = struct.unpack_from("<I", record, 42)[0]
    large = None
    while at < len(record):
        must(at + 4 <= len(record))
        kind, length = struct.unpack_from("<HH", record, at)
        must(at + 4 + length <= len(record))
        if kind == LARGE_FIELD and large is None and length == 24:
            large = struct.unpack_from("<QQQ", record, at + 4)
        else:
            must(kind == TIME_FIELD and length == 5)
        at += 4 + length
    if large is None:
        must(0xFFFFFFFF not in (compressed, whole, offset))
        return compressed, whole, offset, False
    must(compressed == whole == offset == 0xFFFFFFFF)
    return large[1], large[0], large[2], True


def open_entries(archive):
    """The entries by their names, each of which is there once; None where this is not a plain archive."""
    entries, folded = {}, set()
    for one in archive.infolist():
        # Names that differ in case alone become one file when they are unpacked elsewhere.
        if not re.fullmatch(r"[ -~]+", one.filename) or one.filename.lower() in folded:
            return None
        folded.add(one.filename.lower())
        if len(entries) >= MOST_ENTRIES or STRANGE_NAME.match(one.filename) or "\\" in one.filename:
            return None
        if one.flag_bits & 1 or one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return None
        entries[one.filename] = one
    # Nothing before the first entry, and nothing after the directory.
    if archive.comment or not entries or min(one.header_offset for one in entries.values()) != 0:
        return None
    return entries


def read_small(archive, entries, name, most):
    if name not in entries or entries[name].file_size > most:
        return None
    try:
        return archive.read(entries[name])
    except ZIP_TROUBLE:
        return None


def is_sound(archive, entry):
    try:
        with archive.open(entry) as stream:
            while stream.read(1 << 16):
                pass
        return True
    except ZIP_TROUBLE:
        return False


def pem_of(certificate):
    text = base64.b64encode(certificate).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return ("-----BEGIN CERTIFICATE-----\n" + "\n".join(lines) + "\n-----END CERTIFICATE-----\n").encode()


def read_lines(stream):
    """Lines without their ends; a last one that has no end is none, and b"" stands for it. Raises Invalid for one that is too long."""
    while True:
        line = stream.readline(MOST_CONTENT_BYTES + 2)
        if not line:
            return
        if line.endswith(b"\n"):
            yield line[:-1]
        elif len(line) > MOST_CONTENT_BYTES:
            raise Invalid("a line without an end")
        else:
            yield b""


def check_package(path, anchors=(), on_progress=None):
    try:
        if not has_plain_layout(path):
            return nothing_read()
        archive = zipfile.ZipFile(path)
    except ZIP_TROUBLE:
        return nothing_read()
    with archive:
        entries = open_entries(archive)
        manifest = entries and read_small(archive, entries, "manifest.json", MOST_MANIFEST_BYTES)
        extent = manifest and read_manifest(manifest)
        if not extent or "events.jsonl" not in entries or not is_sound(archive, entries["events.jsonl"]):
            return nothing_read()
        proven = set()

        def on_checkpoint(proof):
            for name, content in (
                ("checkpoints/%d.statement.json" % proof["number"], proof["statement"]),
                ("checkpoints/%d.p7s" % proof["number"], proof["cms"]),
                ("certificates/%s.pem" % proof["fingerprint"], pem_of(proof["certificate"])),
            ):
                if name not in proven and read_small(archive, entries, name, MOST_PROOF_BYTES) != content:
                    check.fault("checkpoint", proof["number"])
                proven.add(name)

        check = ChainCheck(anchors, extent, on_checkpoint=on_checkpoint)
        try:
            with archive.open(entries["events.jsonl"]) as stream:
                for count, line in enumerate(read_lines(io.BufferedReader(stream, 1 << 16))):
                    check.take(None, line, None)
                    if on_progress and count % 5000 == 0:
                        on_progress(count)
        except ZIP_TROUBLE + (Invalid,):
            check.break_off()
        check.settle()
        for name in sorted(set(entries) - proven):
            if name.startswith(("checkpoints/", "certificates/")):
                named = PROOF_NAME.fullmatch(name)
                check.fault("checkpoint", int(named[1]) if named else 0)
        return check.finish()


# --- a ledger file ----------------------------------------------------------------------------------------------------------------

SQLITE_TROUBLE = (sqlite3.Error, ValueError, TypeError, OverflowError)
APPLICATION, VERSION = 0x51594C47, 6
# SHA-256 of what SQLite keeps of each statement, with single spaces.
CHAIN_SQL = {
    ("table", "event"): "e2784ae2a8d00daca48c364d07d9227f789660ef5cd40ad25b72ce4dc43af826",
    ("index", "event_kind"): "d56300f6e264e10bf7e29ac9c4bb543717e72a16f0dd17dc4e6508fcfa26a527",
    ("trigger", "event_is_never_deleted"): "708743ae095e203cbee46bd24bbf8d8ade083676d636bfcd84c7a42ce2b48291",
    ("trigger", "event_is_never_rewritten"): "ef4cc3451d8d4c2f6d8bd97d2b19850f5ed32bb47528fab2954993131c935614",
    ("trigger", "event_is_appended"): "bd90ad1c68096f4a3245bb5cf91938a0d074df1b71fc7112838d835ef7a639fa",
}
# The same of the lists, which are made from the events; SQLite's own of them has none.
LIST_SQL = {
    ("table", "seal_use"): ("seal_use", "2f611951c06cc9086215237c870cdc7e1a96bec0754b2ad8172b288248264131"),
    ("index", "use_pending"): ("seal_use", "297f9087daf345f1f115473e62ba839620e7b587f1915f6ef65b7b987f2ab150"),
    ("index", "use_by_run"): ("seal_use", "4492f1f12622b7c594a895b6080c8e6b6123b9025cc933879dbdca7a592533ce"),
    ("index", "use_by_sha256_before"): ("seal_use", "0bc89c038be2157440f9237f1fed38aa5a6fcfc385c0c7b48b981e39442fddaf"),
    ("index", "use_by_sha256_after"): ("seal_use", "185e363ed648c0a8a2589d677cfe15a72667bfeae3376f8ee1c7be134f0b08d0"),
    ("index", "use_by_output"): ("seal_use", "e680c14e962db04be5242e8012d068607f345a20886889bfa1a07440cd2d26c7"),
    ("index", "use_narrow"): ("seal_use", "fdfb7ca4c814740fa2c6d03a494854cad90964ba09cadca4bee02b5f3f849c68"),
    ("trigger", "use_is_never_deleted"): ("seal_use", "180470182588cf2d582d9fe9a796821e8249812ab582486010c25d55766c5f62"),
    ("trigger", "use_is_settled_once"): ("seal_use", "49a657210a933dcaf58148ae01400fb7d1be01fe4738cf13b466f4f54644a8b5"),
    ("trigger", "use_is_never_rewritten"): ("seal_use", "7b2ae21e335f1624756810d920fce56301db0f4eecf2c90b52421ca47674d314"),
    ("trigger", "use_begins_pending"): ("seal_use", "f8138187143a58c2ce22fc5e3d50fee8292410cc3ef574e700bbec155b2d9abf"),
    ("trigger", "use_is_never_replaced"): ("seal_use", "ed53334be877328d09d40751803195547559ffa3853255b15dc93fc90f11ab2d"),
    ("table", "use_count"): ("use_count", "e75d64cbdc71412406b07d803a176fc8b6a5f3b7aaf2f2013c2f98b99b28e5d8"),
    ("table", "use_value"): ("use_value", "70616d06b008928aeb7f814024f3cec8c99599ab9b803988802af8ed129f84d5"),
    ("table", "use_terms"): ("use_terms", "af15e079cdca181f546436c08592afd706f637faaff258c107b431df040b7b85"),
    ("table", "use_terms_data"): ("use_terms_data", ""),
    ("table", "use_terms_idx"): ("use_terms_idx", ""),
    ("table", "use_terms_config"): ("use_terms_config", ""),
    ("table", "repair"): ("repair", "604fb8ff70bf1e7975ea6c7ba08c162f3924427a8283370c71c3f376fef6ed46"),
}
OF_SQLITE = re.compile(r"sqlite_[a-z0-9]+")

TEXTS = (
    "at runId operator tokenSerial tokenLabel certificateFingerprint certificateSubject certificateSerial sealId sealName sealKind sealCode "
    "nameOnSeal nameReason documentName documentPath outputPath sha256Before placingRules reason door machine systemUser writerStartedAt"
).split()
ENTERED = "unit documentNumber category counterparty amount approver approvalNumber supervisor note".split()
NUMBERS = "seq page xMm yMm writerPid documentPages copies".split()
OUTCOMES = {"stamped": "completed", "failed": "failed", "cancelled": "cancelled", "discarded": "discarded", "interrupted": "interrupted"}
REPAIR = "at operator inputPath outputPath sha256Before sha256After damage".split()
# What ECMAScript takes for white space at the ends of a text.
WHITE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

EXTRA_USES = """SELECT seq FROM seal_use AS u WHERE NOT EXISTS (SELECT 1 FROM event AS e WHERE e.number = u.intentNumber AND json_valid(e.content)
  AND json_extract(e.content, '$.kind') = 'intent' AND json_extract(e.content, '$.data.seq') = u.seq) ORDER BY seq LIMIT 1000"""
EXTRA_OUTCOMES = """SELECT seq FROM seal_use AS u WHERE u.outcome <> 'pending' AND NOT EXISTS (SELECT 1 FROM event AS e WHERE e.number = u.outcomeNumber
  AND json_valid(e.content) AND json_extract(e.content, '$.kind') IN ('stamped', 'failed', 'cancelled', 'discarded', 'interrupted')
  AND json_extract(e.content, '$.data.use') = u.seq) ORDER BY seq LIMIT 1000"""
MADE_COUNTS = """SELECT strftime('%Y-%m-%dT%H:%M:%S.000Z', (CAST(strftime('%s', at) AS INTEGER) / 900) * 900, 'unixepoch') AS slot, sealId, operator, unit,
  outcome, count(*) AS count FROM seal_use GROUP BY 1, 2, 3, 4, 5
  UNION ALL SELECT '*', sealId, operator, unit, outcome, count(*) FROM seal_use GROUP BY 2, 3, 4, 5"""
KEPT_COUNTS = "SELECT slot, sealId, operator, unit, outcome, count FROM use_count WHERE count <> 0"
MADE_VALUES = """SELECT 'seal' AS field, sealId AS value, sealName AS label FROM seal_use WHERE seq IN (SELECT max(seq) FROM seal_use GROUP BY sealId)
  UNION SELECT 'operator', operator, operator FROM seal_use UNION SELECT 'unit', unit, unit FROM seal_use WHERE unit <> ''"""
KEPT_VALUES = "SELECT field, value, label FROM use_value"


def differing(one, other):
    return f"SELECT EXISTS (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other})) OR EXISTS (SELECT * FROM ({other}) EXCEPT SELECT * FROM ({one}))"


def read_schema(database):
    """What SQLite keeps of each statement, by kind and name: a trigger may have the name of a table or an index."""
    rows = database.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema")
    return {(kind, name): (table, re.sub(r"[ \t\n\v\f\r]+", " ", sql)) for kind, name, table, sql in rows}


def is_as_made(found, one, sql):
    return one in found and hashlib.sha256(found[one][1].encode()).hexdigest() == sql


def has_events(found):
    return is_as_made(found, ("table", "event"), CHAIN_SQL["table", "event"])


def check_schema(database, check):
    """What of the file can be read: nothing, the "chain", or the "lists" too. Lists that differ are of no weight: they are made anew from the events."""
    found = read_schema(database)
    if not has_events(found):
        check.fault("unreadable", 0)
        return None
    identity = database.execute("PRAGMA application_id").fetchone()[0], database.execute("PRAGMA user_version").fetchone()[0]
    if identity != (APPLICATION, VERSION) or not all(is_as_made(found, one, sql) for one, sql in CHAIN_SQL.items()):
        check.fault("foreign", 0)
    lists = {table for table, _ in LIST_SQL.values()}
    is_of_lists = lambda one: found[one][0].lower() in lists
    for kind, name in found:
        if (kind, name) not in CHAIN_SQL and not is_of_lists((kind, name)) and not (kind == "table" and OF_SQLITE.fullmatch(name)):
            check.fault("foreign", 0)
    as_made = {one: one in found if sql == "" else is_as_made(found, one, sql) for one, (_, sql) in LIST_SQL.items()}
    if not all(as_made.values()) or any(one not in LIST_SQL for one in found if is_of_lists(one)):
        check.fault("view", 0)
    return "lists" if all(as_made[one] for one in LIST_SQL if one[0] == "table") else "chain"


class Views:
    """What the lists of the program show must be what the events say."""

    def __init__(self, database, check):
        self.database, self.check = database, check
        self.intents = self.outcomes = self.repairs = 0
        self.is_readable = True

    def _row(self, table, key, value):
        cursor = self.database.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,))
        row = cursor.fetchone()
        return row and dict(zip([column[0] for column in cursor.description], row))

    def take(self, event, _hash):
        if not self.is_readable:
            return
        data, kind = event["data"], event["kind"]
        try:
            if kind == "intent":
                self.intents += 1
                self._compare_intent(event, self._number(data.get("seq")))
            elif kind in OUTCOMES:
                self.outcomes += 1
                self._compare_outcome(event, self._number(data.get("use")))
            elif kind == "repaired":
                self.repairs += 1
                row = self._row("repair", "id", event["number"])
                if row is None or any(row.get(name) != data.get(name, "") for name in REPAIR):
                    self.check.fault("view", 0)
        except SQLITE_TROUBLE:
            self.is_readable = False
            self.check.fault("view", 0)

    @staticmethod
    def _number(value):
        return int(value) if is_whole(value, 1) else 0

    def _compare_intent(self, event, use):
        data, row = event["data"], self._row("seal_use", "seq", use)
        said = {name: data.get(name, "") for name in TEXTS}
        said.update({name: str(data.get(name, "")).strip(WHITE) for name in ENTERED})
        said.update({name: data.get(name) for name in NUMBERS})
        said.update(impressionCount=data.get("impressionCount", 1), trial=1 if data.get("trial") is True else 0, intentNumber=event["number"])
        if row is None or any(name not in row or row[name] != value for name, value in said.items()):
            self.check.fault("view", use)

    def _compare_outcome(self, event, use):
        data, row = event["data"], self._row("seal_use", "seq", use)
        said = {
            "outcome": OUTCOMES[event["kind"]], "outcomeNumber": event["number"], "settledAt": data.get("settledAt"),
            "sha256After": data.get("sha256After"), "errorCode": data.get("errorCode"),
        }
        if row is None or any(name not in row or row[name] != value for name, value in said.items()):
            self.check.fault("view", use)

    def finish(self):
        if not self.is_readable:
            return
        try:
            self._finish()
        except SQLITE_TROUBLE:
            self.check.fault("view", 0)

    def _finish(self):
        one = lambda sql: self.database.execute(sql).fetchone()[0]
        is_counted = True
        for sql, expected, extra in (
            ("SELECT count(*) FROM seal_use", self.intents, EXTRA_USES),
            ("SELECT count(*) FROM seal_use WHERE outcome <> 'pending'", self.outcomes, EXTRA_OUTCOMES),
        ):
            if one(sql) == expected:
                continue
            is_counted = False
            for (seq,) in self.database.execute(extra).fetchall():
                self.check.fault("view", seq)
        if not is_counted or one("SELECT count(*) FROM repair") != self.repairs:
            self.check.fault("view", 0)
        if one(differing(MADE_COUNTS, KEPT_COUNTS)) or one(differing(MADE_VALUES, KEPT_VALUES)):
            self.check.fault("view", 0)


def read_head_file(path):
    """What the program knew last, beside the ledger; nothing where there is no such file."""
    try:
        with open(re.sub(r"\.sqlite$", "", path) + ".head", "rb") as file:
            said = json.loads(file.read(4096).decode("utf-8"), parse_int=finite, parse_float=finite, parse_constant=refuse)
        if is_text(said["ledger"], LEDGER) and is_text(said["hash"], HASH) and is_whole(said["number"], 1) and is_whole(said["use"], 0):
            return [(said["ledger"], int(said["number"]), said["hash"])]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return []


KEPT_LEDGER = re.compile(r"history\.(?:.*\.(?:set-aside|archived)\.sqlite|sqlite\.before-chain)")


def open_to_read(path):
    address = "file:" + "".join(chr(one) if chr(one).isalnum() or chr(one) in "/._-" else "%%%02X" % one for one in os.fsencode(os.path.abspath(path)))
    database = sqlite3.connect(address + "?mode=ro", uri=True, isolation_level=None)
    # Texts of a damaged file may be none; contents are read as bytes.
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    return database


def read_known_head(said):
    if is_text(said["ledger"], LEDGER) and is_text(said["hash"], HASH) and is_whole(said["number"], 0):
        return [(said["ledger"], int(said["number"]), said["hash"])]
    return []


def read_successors(path):
    """What the ledgers beside a file that was put aside knew of its end: an older copy that was put back is whole by itself."""
    folder, own = os.path.split(os.path.abspath(path))
    known = []
    for name in sorted(os.listdir(folder)):
        if name == own or not (name == "history.sqlite" or KEPT_LEDGER.fullmatch(name)):
            continue
        try:
            database = open_to_read(os.path.join(folder, name))
        except SQLITE_TROUBLE:
            continue
        try:
            # What stands for the events of another may be a query without an end.
            if not has_events(read_schema(database)):
                continue
            for (content,) in database.execute("SELECT CAST(content AS BLOB) FROM event WHERE number = 1 OR kind = 'restored'"):
                data = json.loads(content.decode("utf-8"), parse_int=finite, parse_float=finite, parse_constant=refuse)["data"]
                if data.get("setAside") != own:
                    continue
                for said in (data.get("predecessor"), data.get("formerHead")):
                    known += read_known_head(said) if said else []
        except SQLITE_TROUBLE + (ValueError, KeyError, TypeError, AttributeError):
            pass
        finally:
            database.close()
    return known


def check_ledger(path, anchors=(), on_progress=None):
    if sqlite3.sqlite_version_info < (3, 38):
        raise OSError("a ledger file takes SQLite 3.38 or newer, a package does not")
    known = read_head_file(path) + read_successors(path)
    try:
        database = open_to_read(path)
        database.execute("BEGIN")
        database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except SQLITE_TROUBLE:
        return nothing_read()
    check = ChainCheck(list(known) + list(anchors))
    try:
        readable = check_schema(database, check)
        if readable is None:
            return {**nothing_read(), "faults": check.faults}
        try:
            # What stands for lists that are not as they were made would be read, and might never end.
            if database.execute("PRAGMA integrity_check(%s)" % ("1" if readable == "lists" else "event")).fetchone()[0] != "ok":
                check.fault("unreadable", 0)
        except SQLITE_TROUBLE:
            check.fault("unreadable", 0)
        # What stands for a list may be anything, and reading it would never end.
        views = Views(database, check) if readable == "lists" else None
        check.on_event = views and views.take
        rows = "SELECT min(number, 9007199254740991), CAST(content AS BLOB), typeof(content), hash, typeof(hash) FROM event ORDER BY number"
        try:
            for count, (number, content, content_type, kept, kept_type) in enumerate(database.execute(rows)):
                is_kept = content_type == "text" and kept_type == "blob"
                check.take(number, content if is_kept else b"", kept.hex() if is_kept else "")
                if on_progress and count % 5000 == 0:
                    on_progress(count)
        except SQLITE_TROUBLE:
            check.break_off()
        check.settle()
        if views:
            views.finish()
        return check.finish()
    except SQLITE_TROUBLE:
        check.fault("unreadable", 0)
        return check.finish()
    finally:
        database.close()


# --- the command ------------------------------------------------------------------------------------------------------------------

MEANINGS = {
    "gap": ("缺少记录", "events are missing"),
    "changed": ("记录被改动", "the event is not what was recorded"),
    "reordered": ("记录不在它的位置上", "an event stands where another belongs"),
    "cut": ("末尾的记录被删去", "the last events are missing"),
    "forked": ("与已知的记录不符：换成了旧的副本，或全部重写过", "not the event that is known: an older copy was put back, or all was written anew"),
    "foreign": ("来自别的记录或别的程序", "of another ledger, or of another program's making"),
    "checkpoint": ("检查点的签名不成立", "the signature of a checkpoint does not hold"),
    "view": ("列表与记录不一致（编号为用印编号）", "what the lists show is not what the events say (the number is that of the use)"),
    "unreadable": ("无法读取", "cannot be read"),
}


def parse_head(text):
    found = re.fullmatch(r"([1-9][0-9]{0,14}):([0-9a-f]{64})", text)
    if not found:
        raise argparse.ArgumentTypeError("NUMBER:HASH")
    return None, int(found[1]), found[2]


def parse_receipt(text):
    found = re.fullmatch(r"1\.([0-9a-f]{32})\.([0-9]{10})\.([0-9a-f]{64})", text)
    if not found or int(found[2]) == 0:
        raise argparse.ArgumentTypeError("1.LEDGER.NUMBER.HASH")
    return found[1], int(found[2]), found[3]


def check_file(path, anchors=(), on_progress=None):
    """Tells a package from a ledger by its first bytes."""
    with open(path, "rb") as file:
        start = file.read(4)
    return (check_package if start == b"PK\3\4" else check_ledger)(path, anchors, on_progress)


def exit_code(result):
    if result["whole"]:
        return 0
    return 2 if result["events"] == 0 and any(fault["kind"] == "unreadable" for fault in result["faults"]) else 1


def describe(result):
    head = result["head"]
    lines = [
        "完整 whole" if result["whole"] else "事件完整，列表被改动 events whole, lists changed: %d" % result["faultCount"] if result["chainWhole"] else "有问题 not whole: %d" % result["faultCount"],
        "记录 ledger %s, 事件 events %d–%s" % (result["ledger"], result["first"], head["number"] if head else "?"),
    ]
    if head:
        lines.append("末条 head %d:%s" % (head["number"], head["hash"]))
    for fault in result["faults"]:
        zh, en = MEANINGS[fault["kind"]]
        until = "–%d" % fault["until"] if "until" in fault else ""
        lines.append("%s %d%s  %s / %s" % (fault["kind"], fault["number"], until, zh, en))
    for one in result["checkpoints"]:
        lines.append("检查点 %d：第 %d 条及之前由 %s 于 %s 签名，证书指纹 %s / checkpoint %d: signed up to event %d" % (one["number"], one["head"], one["signer"], one["time"], one["fingerprint"], one["number"], one["head"]))
    if result["checkpoints"]:
        lines.append("请核对签名人证书的指纹。 Compare the fingerprints of the signers' certificates with those that you know.")
    return "\n".join("".join(one if one.isprintable() else "?" for one in line) for line in lines)


def main():
    parser = argparse.ArgumentParser(description="Checks an evidence package or a ledger of Qianyin (钤印).")
    parser.add_argument("file")
    parser.add_argument("--head", action="append", default=[], type=parse_head, metavar="NUMBER:HASH")
    parser.add_argument("--receipt", action="append", default=[], type=parse_receipt, metavar="1.LEDGER.NUMBER.HASH")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    show = (lambda count: print(count, end="\r", file=sys.stderr, flush=True)) if sys.stderr.isatty() else None
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        result = check_file(given.file, given.head + given.receipt, show)
    except OSError as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(json.dumps(result, ensure_ascii=False) if given.json else describe(result))
    return exit_code(result)


if __name__ == "__main__":
    sys.exit(main())
