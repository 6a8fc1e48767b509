"""XML written down: blocks that hold items and blocks, as indented lines. What they say is made elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass
class Block:
    """One element that holds others: its items, and the blocks within it."""

    name: str
    items: dict[str, str] = field(default_factory=dict)
    blocks: "list[Block]" = field(default_factory=list)


def lines_of(block: Block, layout: Mapping[str, tuple[str, ...]], depth: int = 0) -> Iterator[str]:
    """The block as lines of XML, in the layout's order; items of other years are left out."""
    indent = "  " * depth
    yield f"{indent}<{block.name}>"
    for element in layout[block.name]:
        if element in block.items:
            yield f"{indent}  <{element}>{escaped(block.items[element])}</{element}>"
        for inner in block.blocks:
            if inner.name == element:
                yield from lines_of(inner, layout, depth + 1)
    yield f"{indent}</{block.name}>"


def escaped(text: str) -> str:
    """Text as it may stand between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
