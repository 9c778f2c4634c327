"""The tags that name a language (BCP 47, RFC 5646), as a pattern that editors understand too.

A language has two letters where ISO 639-1 gives it any: these are all of them, as Debian's iso-codes 4.15.0
(iso_639-2.json) lists them. For three letters only the shape is checked: ISO 639-3 has some 7,900 of those.
"""

# Second letters by the first.
TWO_LETTERS = (
    r"a[abefkmnrsvyz]|b[aeghimnors]|c[aehorsuvy]|d[aevz]|e[elnostu]|f[afijory]|g[adlnuv]|"
    r"h[aeiortuyz]|i[adegikostu]|j[av]|k[agijklmnorsuvwy]|l[abginotuv]|m[ghiklnrsty]|n[abdeglnorvy]|"
    r"o[cjmrs]|p[ailst]|q[u]|r[mnouw]|s[acdegiklmnoqrstuvw]|t[aeghiklnorstwy]|u[gkrz]|v[eio]|"
    r"w[ao]|x[h]|y[io]|z[ahu]"
)
# language, then perhaps a script, a region, variants, extensions and something private
TAG = (
    rf"^({TWO_LETTERS}|[a-z]{{3}})"
    r"(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(-[A-WYZa-wyz0-9](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?$"
)
