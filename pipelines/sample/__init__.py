"""The sample authority: seeded files exactly as an authority receives them, of people who do not exist."""

from pipelines.sample.order import Dirt, Order
from pipelines.sample.write import write_sample

__all__ = ["Dirt", "Order", "write_sample"]
