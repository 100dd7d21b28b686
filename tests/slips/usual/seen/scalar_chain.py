from tests.slips.cases import Slip
from tests.slips.unusual.seen.scalar_chain import (
    __doc__,
    ASKED,
    make,
    loss,
    by_formula,
    backwards,
    with_differentials,
)  # the same problem

CASES = [
    Slip(
        "forgot the minus from the inner derivative of exp(-a): the first term of df/da is +exp(-a) sin(bc)",
        by_formula,
        {"da = -e * s": "da = e * s"},
    ),
    Slip(
        "forgot the inner derivative 2a of log(1 + a^2): wrote c / (1 + a^2) in df/da",
        by_formula,
        {"c * 2 * a / (1 + a**2)": "c / (1 + a**2)"},
    ),
    Slip(
        "forgot the inner derivative c of sin(bc) in df/db",
        by_formula,
        {"db = e * k * c": "db = e * k"},
    ),
    Slip(
        "forgot the inner derivative b of sin(bc) in df/dc: the first term is exp(-a) cos(bc) without b",
        by_formula,
        {"dc = e * k * b": "dc = e * k"},
    ),
    Slip(
        "overlooked that c occurs in the second term too: log(1 + a^2) is missing in df/dc",
        by_formula,
        {" + np.log(1 + a**2)": ""},
    ),
    Slip(
        "differentiated sin to -cos, so that the cosine has the wrong sign in df/db and df/dc",
        by_formula,
        {"k = np.cos(b * c)": "k = -np.cos(b * c)"},
    ),
    Slip(
        "swapped the inner derivatives of sin(bc): b in df/db and c in df/dc",
        by_formula,
        {"db = e * k * c": "db = e * k * b", "dc = e * k * b": "dc = e * k * c"},
    ),
    Slip(
        "differentiated the logarithm as well in df/dc: 2a / (1 + a^2) in place of log(1 + a^2)",
        by_formula,
        {"dc = e * k * b + np.log(1 + a**2)": "dc = e * k * b + 2 * a / (1 + a**2)"},
    ),
    Slip(
        "took du/da = u for u = exp(-a), without the minus sign, in df/da",
        backwards,
        {"df_du * (-u)": "df_du * u"},
    ),
    Slip(
        "differentiated q = 1 + a^2 to a instead of 2a, so that the second term of df/da is halved",
        backwards,
        {"df_dq * 2 * a": "df_dq * a"},
    ),
    Slip(
        "forgot the factor u = exp(-a) in df/dp: took only cos(p), so that exp(-a) is missing in df/db and df/dc",
        backwards,
        {"df_dp = df_dv * np.cos(p)": "df_dp = np.cos(p)"},
    ),
    Slip(
        "wrote d log(1 + a^2) = da / (1 + a^2), without the 2a, which makes df/da wrong",
        with_differentials,
        {"dL = 2 * a * da / (1 + a**2)": "dL = da / (1 + a**2)"},
    ),
    Slip(
        "two mistakes: forgot the minus of exp(-a) in the first term of df/da, and the inner derivative b of "
        "sin(bc) in df/dc",
        by_formula,
        {"da = -e * s": "da = e * s", "dc = e * k * b": "dc = e * k"},
    ),
]
