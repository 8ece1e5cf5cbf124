def credit(text: str) -> str:
    return ""
