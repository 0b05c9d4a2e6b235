"""The quick reader of a page's content says what pypdf says, or leaves it to pypdf."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream, DecodedStreamObject

from probant.probes.contracts.content import TEXT, PageContent, text_operations
from tests.contracts.corpus import contracts
from tests.contracts.printing import printed


def by_pypdf(data: bytes) -> list[tuple[str, bytes]]:
    stream = DecodedStreamObject()
    stream.set_data(data)
    found = ContentStream(stream, None, "bytes").operations
    return [(_plain(operands), name) for operands, name in found if name in TEXT]


def _plain(value: object) -> str:
    if isinstance(value, list):
        return f"[{' '.join(_plain(one) for one in value)}]"
    if isinstance(value, bytes | str):
        return repr(bytes(value) if isinstance(value, bytes) else str(value))
    return str(float(str(value)))


@pytest.mark.parametrize(
    "data",
    [
        b"BT /F1 12 Tf 1 0 0 -1 0 .5 Tm [(a(b)c\\)\\(\\\\)-3.5(\\000\\7\\53)] TJ <48656C6> Tj ET\n",
        b"q 1 0 0 1 0 0 cm/Im0 Do Q",
        b"(a\r\nb)Tj\r/Span<</MCID 0>>BDC (x)' EMC",
    ],
)
def test_operators_are_those_of_pypdf(data: bytes) -> None:
    quick = text_operations(data)

    assert quick is not None
    assert [(_plain(operands), name) for operands, name in quick] == by_pypdf(data)


@given(st.lists(st.sampled_from([b"(", b")", b"\\", b"7", b"400", b"a", b"\n", b"r"]), max_size=12))
def test_a_string_is_the_one_of_pypdf_or_left_to_it(parts: list[bytes]) -> None:
    data = b"(" + b"".join(parts) + b") Tj"
    quick = text_operations(data)
    if quick is not None:
        assert [(_plain(operands), name) for operands, name in quick] == by_pypdf(data)


@pytest.mark.parametrize(
    "data", [b"BI /W 1 ID x EI", b"(a", b"]", b"<< /A 1", b"(a) {", b"(\\400)Tj", b"(a\\\nb)Tj"]
)
def test_what_is_rare_or_damaged_is_left_to_pypdf(data: bytes) -> None:
    assert text_operations(data) is None


def test_the_text_of_a_contract_is_the_one_of_pypdf() -> None:
    contract = next(one for one in contracts("tuning") if one.format == "pdf")
    data = printed(contract)
    plain, quick = PdfReader(BytesIO(data)), PdfReader(BytesIO(data))
    for ours, theirs in zip(quick.pages, plain.pages, strict=True):
        content = PageContent(ours["/Contents"].get_object(), quick, "bytes")
        ours[next(name for name in ours if name == "/Contents")] = content
        assert text_operations(content.get_data()) is not None
        assert ours.extract_text() == theirs.extract_text()
