"""What people call the columns of their own tables, in the languages that CDP's disclosers write in."""

from cdp_toolkit.workbooks.layout.labels import bare, readings

ANSWER = (
    "answer", "answers", "our answer", "your answer", "response", "responses", "your response", "our response",
    "cdp response", "value", "values", "input", "reply", "data", "figure", "entry", "回答", "答复", "答案", "填报内容", "数值",
    "回答欄", "回答内容", "antwort", "wert", "réponse", "valeur", "respuesta", "valor", "resposta", "risposta", "답변", "응답",
)  # fmt: skip
QUESTION = (
    "question", "questions", "question number", "question no", "question id", "question code", "number", "no", "nr", "ref",
    "reference", "cdp question", "cdp ref", "cdp number", "cdp no", "id", "code", "question reference", "问题编号", "题号",
    "编号", "問題番号", "frage", "pregunta", "questão",
)  # fmt: skip
POINT = ("data point", "datapoint", "address", "data point id", "数据点")

_ANSWER, _QUESTION, _POINT = (frozenset(map(bare, words)) for words in (ANSWER, QUESTION, POINT))


def heads_answers(text: str) -> bool:
    """Whether a text heads the column that answers are written in."""
    return any(reading in _ANSWER for reading in readings(text))


def heads_numbers(text: str) -> bool:
    """Whether a text heads a column of question numbers."""
    return any(reading in _QUESTION for reading in readings(text))


def heads_points(text: str) -> bool:
    """Whether a text heads a column of addresses of data points."""
    return any(reading in _POINT for reading in readings(text))
