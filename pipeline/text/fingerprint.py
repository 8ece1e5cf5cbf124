def fingerprint(title: str, text: str) -> str:
    return ""
