"""Writes small PDFs for the tests by hand, so that a test shows exactly where every word stands."""

from dataclasses import dataclass, field
from pathlib import Path

WIDTH, HEIGHT = 595, 842


@dataclass
class MadePage:
    """One page: texts and ruled lines, from the top, in points."""

    parts: list[str] = field(default_factory=list)

    def text(self, x: float, top: float, text: str, kind: str = ".") -> "MadePage":
        """Print text: ``.`` plain, ``b`` bold, ``B`` large and bold, ``T`` large, ``w`` white on a bar, ``p`` purple and bold."""
        if kind == "w":
            self.bar(x - 2, top - 14, WIDTH - 2 * x, 20)
        colour = {"w": "1 1 1 rg", "p": "0.5 0.1 0.4 rg"}.get(kind, "0 0 0 rg")
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = f"/{'F2' if kind in 'bBwp' else 'F1'} {14 if kind in 'BTw' else 9} Tf"
        self.parts.append(f"BT {colour} {font} {x} {HEIGHT - top} Td ({escaped}) Tj ET")
        return self

    def texts(self, lines: str) -> "MadePage":
        """Print many lines, each written as ``x top kind text``."""
        for line in filter(None, map(str.strip, lines.splitlines())):
            x, top, kind, text = line.split(" ", 3)
            self.text(float(x), float(top), text, kind)
        return self

    def bar(self, x: float, top: float, width: float, height: float) -> "MadePage":
        """Draw a dark bar."""
        self.parts.append(f"0.2 0.2 0.4 rg {x} {HEIGHT - top - height} {width} {height} re f")
        return self

    def grid(self, xs: list[float], tops: list[float]) -> "MadePage":
        """Draw the frame of a table."""
        left, right, top, foot = min(xs), max(xs), min(tops), max(tops)
        self.parts.append("0 0 0 rg")
        self.parts += [f"{x} {HEIGHT - foot} 0.5 {foot - top} re f" for x in xs]
        self.parts += [f"{left} {HEIGHT - y} {right - left} 0.5 re f" for y in tops]
        return self


def write_pdf(path: Path, pages: list[MadePage], trailer: str = "") -> Path:
    """Write the pages to a PDF file; ``trailer`` is added to its trailer dictionary."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for i, page in enumerate(pages):
        stream = "\n".join(page.parts)
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        bodies.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {6 + 2 * i} 0 R >>")
        bodies.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(bodies) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\n"
    path.write_bytes(data + f"{tail}startxref\n{len(data)}\n%%EOF\n".encode())
    return path
