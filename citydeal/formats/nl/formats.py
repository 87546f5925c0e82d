"""Dutch dates and times as the writing rules ask: "26 november 2026", "14.00 uur", "26-11-2026"."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "G.i \\u\\u\\r"
DATETIME_FORMAT = "j F Y, G.i \\u\\u\\r"
SHORT_DATE_FORMAT = "d-m-Y"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
