"""The units that the toolkit knows: what they measure, their exact size, and how people write them."""

UnitRow = tuple[str, str, str, tuple[str, ...]]

# What it measures, our name, size in the base unit of the dimension (exact), other ways to write it.
# Sizes: SI brochure; international yard and pound of 1959; International Table calorie and Btu; toe and tce as the IEA has them.
UNIT_ROWS: tuple[UnitRow, ...] = (
    ("mass", "t", "1", ("tonne", "tonnes", "metric ton", "metric tons", "metric tonne", "metric tonnes", "吨", "公吨")),
    ("mass", "kg", "1/1000", ("kilogram", "kilograms", "千克", "公斤")),
    ("mass", "g", "1/1000000", ("gram", "grams", "克")),
    ("mass", "kt", "1000", ("kilotonne", "kilotonnes")),
    ("mass", "Mt", "1000000", ("megatonne", "megatonnes")),
    ("mass", "Gt", "1000000000", ("gigatonne", "gigatonnes")),
    ("mass", "lb", "45359237/100000000000", ("lbs", "pound", "pounds")),
    ("mass", "short ton", "90718474/100000000", ("short tons", "US ton", "US tons")),
    ("mass", "long ton", "10160469088/10000000000", ("long tons", "imperial ton", "imperial tons")),
    ("energy", "MWh", "1", ("megawatt hour", "megawatt hours", "megawatt-hour", "megawatt-hours", "兆瓦时")),
    ("energy", "kWh", "1/1000", ("kilowatt hour", "kilowatt hours", "kilowatt-hour", "kilowatt-hours", "千瓦时", "度")),
    ("energy", "Wh", "1/1000000", ("watt hour", "watt hours")),
    ("energy", "GWh", "1000", ("gigawatt hour", "gigawatt hours", "gigawatt-hours", "吉瓦时")),
    ("energy", "TWh", "1000000", ("terawatt hour", "terawatt hours", "terawatt-hours", "太瓦时")),
    ("energy", "J", "1/3600000000", ("joule", "joules")),
    ("energy", "kJ", "1/3600000", ("kilojoule", "kilojoules", "千焦")),
    ("energy", "MJ", "1/3600", ("megajoule", "megajoules", "兆焦")),
    ("energy", "GJ", "5/18", ("gigajoule", "gigajoules", "吉焦")),
    ("energy", "TJ", "2500/9", ("terajoule", "terajoules")),
    ("energy", "PJ", "2500000/9", ("petajoule", "petajoules")),
    ("energy", "toe", "1163/100", ("tonne of oil equivalent", "tonnes of oil equivalent", "tons of oil equivalent")),
    ("energy", "tce", "8141/1000", ("tonne of coal equivalent", "tonnes of coal equivalent", "t ce", "吨标准煤", "吨标煤")),
    ("energy", "MMBtu", "105505585262/360000000000", ("million Btu", "MMBTU", "mmbtu")),
    ("energy", "kcal", "41868/36000000000", ("kilocalorie", "kilocalories")),
    ("volume", "m3", "1", ("cubic metre", "cubic metres", "cubic meter", "cubic meters", "cbm", "kiloliters", "kL", "立方米")),
    ("volume", "L", "1/1000", ("l", "litre", "litres", "liter", "liters", "升")),
    ("volume", "megaliters", "1000", ("megaliter", "megalitre", "megalitres", "ML")),
    ("volume", "gigaliters", "1000000", ("gigaliter", "gigalitre", "gigalitres", "GL")),
    ("volume", "US gallon", "3785411784/1000000000000", ("US gallons", "gallon (US)", "gallons (US)")),
    ("volume", "imperial gallon", "454609/100000000", ("imperial gallons", "UK gallon", "UK gallons")),
    ("volume", "barrel", "158987294928/1000000000000", ("barrels", "bbl")),
    # Companies convert gas at their own ratio, so that it has no size in MWh.
    ("oil equivalent", "BOE", "1", ("boe", "barrel of oil equivalent", "barrels of oil equivalent")),
    ("area", "m2", "1", ("square metre", "square metres", "square meter", "square meters", "sqm", "sq m", "平方米")),
    ("area", "hectares", "10000", ("hectare", "ha", "公顷")),
    ("area", "km2", "1000000", ("square kilometre", "square kilometres", "square kilometer", "square kilometers", "平方公里")),
    ("area", "sq ft", "9290304/100000000", ("square foot", "square feet", "ft2", "sqft")),
    ("area", "acre", "40468564224/10000000", ("acres",)),
    ("length", "km", "1", ("kilometre", "kilometres", "kilometer", "kilometers", "公里")),
    ("length", "m", "1/1000", ("metre", "metres", "meter", "meters")),
    ("length", "mile", "1609344/1000000", ("miles",)),
    ("passenger distance", "passenger km", "1", ("pkm", "passenger kilometre", "passenger kilometres", "passenger kilometer")),
    ("freight", "t km", "1", ("tkm", "tonne kilometre", "tonne kilometres", "tonne-km", "ton kilometer")),
    ("share", "percent", "1/100", ("%", "per cent", "pct")),
    ("share", "ratio", "1", ("fraction", "share")),
    ("share", "permille", "1/1000", ("‰",)),
    ("people", "people", "1", ("person", "persons", "employees", "employee", "headcount", "head", "workers", "人", "名")),
    ("full-time equivalents", "FTE", "1", ("FTEs", "full time equivalent", "full-time equivalent", "full time equivalents")),
    ("count", "count", "1", ("number", "no.", "nr", "#", "pieces", "piece", "pcs", "units", "unit", "items", "suppliers",
                            "initiatives", "sites", "facilities", "users", "vehicles", "devices", "hits", "个", "台", "件")),
    ("time", "years", "1", ("year", "yr", "yrs", "年")),
    ("time", "months", "1/12", ("month", "个月")),
    ("days", "day", "1", ("days",)),
    ("working time", "hours", "1", ("hour", "h", "hrs", "小时")),
    ("power", "MW", "1", ("megawatt", "megawatts", "兆瓦")),
    ("power", "kW", "1/1000", ("kilowatt", "kilowatts", "千瓦")),
    ("power", "GW", "1000", ("gigawatt", "gigawatts")),
    ("data", "TB", "1", ("terabyte", "terabytes")),
    ("data", "GB", "1/1000", ("gigabyte", "gigabytes")),
    ("data", "PB", "1000", ("petabyte", "petabytes")),
    ("temperature", "degree", "1", ("°C", "degC", "degrees Celsius", "degree Celsius")),
    ("angle", "degrees of arc", "1", ("°", "deg", "decimal degrees")),
    ("calendar year", "calendar year", "1", ("year AD", "CE")),
)  # fmt: skip

_OPTIONS = {
    "ton": ("metric, short (US) or long tons", "Write t (metric), short ton or long ton."),
    "megaton": ("metric tons or millions of tonnes", "Write t, or Mt for a million tonnes."),
    "ml": ("megaliters or milliliters", "Write megaliters or m3."),
    "gallon": ("US or imperial gallons", "Write US gallon or imperial gallon."),
    "dollar": ("several countries' dollars", "Write the currency's code, such as USD."),
    "yen": ("yen or yuan", "Write the currency's code, JPY or CNY."),
    "crown": ("several countries' crowns", "Write the currency's code, such as SEK."),
    "therm": ("US or European therms", "Give the energy in MMBtu, GJ or MWh."),
}

# Texts that could mean two units are refused, with what to write instead. Case counts: Mt is a megatonne, MT could be either.
AMBIGUOUS: dict[str, tuple[str, str]] = {
    alias: _OPTIONS[key]
    for key, aliases in {
        "ton": ("ton", "tons", "Ton", "Tons", "T"),
        "megaton": ("mt", "MT", "mT", "MTs", "mts", "mmt", "MMT"),
        "ml": ("ml", "Ml", "mL"),
        "gallon": ("gal", "gallon", "gallons", "Gallons"),
        "dollar": ("$", "dollar", "dollars"),
        "yen": ("¥", "￥"),
        "crown": ("kr", "kr."),
        "therm": ("therm", "therms"),
    }.items()
    for alias in aliases
}

# Word -> size, our word, whether it stands with money only.
SCALES: dict[str, tuple[int, str, bool]] = {
    "thousand": (10**3, "thousand", False),
    "million": (10**6, "million", False),
    "billion": (10**9, "billion", False),
    "trillion": (10**12, "trillion", False),
    "mn": (10**6, "million", True),
    "mln": (10**6, "million", True),
    "mm": (10**6, "million", True),
    "m": (10**6, "million", True),
    "bn": (10**9, "billion", True),
    "bln": (10**9, "billion", True),
    "k": (10**3, "thousand", True),
    "百万": (10**6, "million", False),
    "亿": (10**8, "hundred-million", False),
    "万": (10**4, "ten-thousand", False),
}

# Pattern -> name, dimension, base units a tonne. A tonne of water is a cubic metre, as on water bills that count tonnes.
SUBSTANCES: dict[str, tuple[str, str, str]] = {
    r"(?:co2|carbon dioxide)[\s-]*(?:e|eq|eq\.|equiv|equiv\.|equivalents?)|二氧化碳当量": ("CO2e", "mass of CO2e", "1"),
    r"co2|carbon dioxide|二氧化碳": ("CO2", "mass of CO2", "1"),
    r"water|水": ("water", "volume", "1"),
}

_ISO_4217 = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CLF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV
WST XAF XCD XOF XPF YER ZAR ZMW ZWL
"""

CURRENCIES: dict[str, str] = {code: code for code in _ISO_4217.split()} | {
    "RMB": "CNY",
    "CNH": "CNY",
    "YUAN": "CNY",
    "RMB YUAN": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "人民币元": "CNY",
    "EURO": "EUR",
    "EUROS": "EUR",
    "€": "EUR",
    "£": "GBP",
    "US$": "USD",
    "US DOLLAR": "USD",
    "US DOLLARS": "USD",
    "HK$": "HKD",
    "港元": "HKD",
    "美元": "USD",
    "₩": "KRW",
    "₹": "INR",
}

# Words that are a currency's code only in capitals.
WORDS = frozenset({"all", "top", "try", "pen", "mop", "gel", "sos", "cup", "cad", "lak", "bam", "bob", "mad", "cop", "ron"})
