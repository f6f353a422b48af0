"""A table as HTML in which every text is escaped."""

from __future__ import annotations

import pandas as pd

__all__ = ["table_html"]


def table_html(table: pd.DataFrame, *, most_rows: int = 60, caption: str = "") -> str:
    """A table as HTML with every text escaped; long ones are cut, and say so."""
    from markupsafe import escape

    shown = table.head(most_rows)
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in shown.columns)
    cells = shown.astype(object).where(shown.notna(), "").to_numpy().tolist() if len(shown) else []
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in cells)
    rest = f"<p>… and {len(table) - most_rows:,} more rows</p>" if len(table) > most_rows else ""
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"
