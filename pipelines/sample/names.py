"""Invented names that are no word of any language we know, so that a leaked name can be searched for.

Every name has at least six letters and holds a pair of letters that English and place names do not have.
"""

from itertools import product

_ODD = ("Zqu", "Vryx", "Qvar", "Xvel", "Jxin", "Kvyz", "Wqam", "Vxor", "Zjev", "Qzil", "Xquo", "Bxav")
_MIDDLE = ("ab", "em", "id", "ol", "un", "ar", "ek", "is", "ov", "ul", "eth", "ash")
_BOYS_END = ("ox", "irk", "adz", "uv", "enk", "ovic")
_GIRLS_END = ("axa", "ivee", "uzia", "ella", "yqa", "oxie")
_FAMILY_ODD = (*_ODD, "Dwqe", "Fxul", "Gvqa", "Hzxo", "Mxqi", "Nvzu", "Pqwe", "Rvxa", "Tqzo", "Yxvi")
_FAMILY_END = ("bry", "dox", "gard", "holt", "kesh", "lund", "mazz", "quist", "trez", "vorn")

BOYS = tuple("".join(parts) for parts in product(_ODD, _MIDDLE[:6], _BOYS_END))
GIRLS = tuple("".join(parts) for parts in product(_ODD, _MIDDLE[6:], _GIRLS_END))


def _family_names() -> tuple[str, ...]:
    """Two thousand and more; every thirtieth carries an accent or an apostrophe, as life has it."""
    plain = ["".join(parts) for parts in product(_FAMILY_ODD, _MIDDLE, _FAMILY_END)]
    for n in range(0, len(plain), 30):
        plain[n] = f"O'{plain[n]}" if n % 60 else plain[n].replace("a", "á").replace("e", "é")
    return tuple(plain)


SURNAMES = _family_names()
