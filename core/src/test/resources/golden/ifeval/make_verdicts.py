"""Makes verdicts.jsonl: synthetic answers and what the published Python checker says of each.

Needs langdetect 1.0.9, nltk 3.9.1 with its punkt_tab model (NLTK_DATA), and lm-eval 0.4.13's copy of
the checker on the path:

    pip install --no-deps --target lib nltk==3.9.1 langdetect==1.0.9 lm-eval==0.4.13
    NLTK_DATA=nltk_data PYTHONPATH=lib python make_verdicts.py > verdicts.jsonl

A line is {"response": ..., "checks": [[id, kwargs, strict, loose], ...]}. langdetect draws at random;
its seed is 0 here. Only letters are asked of letter_frequency: for other characters that copy draws
a letter at random, where the original takes the character.
"""

import json
import random

import langdetect
from lm_eval.tasks.ifeval import instructions_registry, instructions_util, utils

langdetect.DetectorFactory.seed = 0
R = random.Random(20260101)

NOUNS = "sheep flock ewe lamb meadow gate shepherd wool dog hill river fence barn winter grass bell".split()
VERBS = "graze follow count gather move watch find leave cross carry shear guide".split()
ADJ = "quiet old woolly green northern slow careful bright lost patient".split()
ABBREV = ["Mr. Hale", "Dr. Moss", "Mrs. Reed", "e.g. hay", "i.e. wool", "J. B. Fold", "U.S. wool", "etc.",
          "vs. goats", "No. 4", "St. Ives", "at 3 p.m. sharp", "Prof. Ewing", "Inc. papers", "approx. 12"]
STARTS = ["The", "A", "He", "She", "It", "However", "In spring", "Most", "Some", "Because of rain", "This", "We", "1."]
ENDS = [".", ".", ".", "!", "?", "...", "?!", ".)", '."', ".”", ".'", " .", "…", "。", ":", ";"]
FOREIGN = [
    ("de", "Die Schafe grasen am Abend auf der grünen Wiese und der Hund bewacht sie geduldig."),
    ("de", "Im Winter bleibt die Herde im Stall, weil draußen tiefer Schnee liegt und es kein Gras gibt."),
    ("it", "Le pecore pascolano sulla collina mentre il pastore riposa all'ombra di un grande albero."),
    ("pt", "As ovelhas não querem atravessar o rio porque a água está muito fria nesta manhã."),
    ("es", "El pastor cuenta las ovejas cada noche antes de cerrar la puerta del corral con cuidado."),
    ("fr", "Le berger compte ses moutons chaque soir avant de fermer la porte de la grange."),
    ("fi", "Lampaat laiduntavat rauhallisesti vihreällä niityllä, ja koira vahtii niitä koko päivän."),
    ("vi", "Người chăn cừu đếm đàn cừu của mình mỗi buổi tối trước khi đóng cửa chuồng."),
    ("sw", "Mchungaji anahesabu kondoo wake kila jioni kabla ya kufunga mlango wa zizi."),
    ("ru", "Пастух каждый вечер считает овец, прежде чем закрыть ворота загона на ночь."),
    ("bg", "Овчарят брои овцете всяка вечер, преди да затвори вратата на кошарата."),
    ("ar", "يعد الراعي أغنامه كل مساء قبل أن يغلق باب الحظيرة بهدوء."),
    ("fa", "چوپان هر شب پیش از بستن در آغل گوسفندان خود را می‌شمارد."),
    ("hi", "चरवाहा हर शाम बाड़े का दरवाज़ा बंद करने से पहले अपनी भेड़ों को गिनता है।"),
    ("ko", "목동은 매일 저녁 우리의 문을 닫기 전에 양을 센다. 양들은 조용히 풀을 뜯는다."),
    ("ja", "羊飼いは毎晩、小屋の扉を閉める前に羊を数えます。羊は静かに草を食べています。"),
    ("zh", "牧羊人每天晚上关门之前都要数一数他的羊。羊在草地上安静地吃草。"),
    ("th", "คนเลี้ยงแกะนับแกะของเขาทุกเย็นก่อนปิดประตูคอก"),
    ("ta", "மேய்ப்பன் ஒவ்வொரு மாலையும் கதவை மூடுவதற்கு முன் தன் ஆடுகளை எண்ணுகிறான்."),
]
ODD = ["", " ", "\n", "\n\n", "***", "******", "*", '"', '""', "{}", "[]", "null", "NaN", '{"a": 1,}', "0", "١٢٣",
       "\u00a0", "\u2028", "a\u0085b. C", "\x1c.\x1d A", "ǅ ǅAB ÀÉ ŠŽ", "İSTANBUL ISPARTA", "ΣΟΦΟΣ", "🐑 🐑🐑 flock!",
       "P.S. bye", "p. p. s bye", "My answer is yes.", "<<>>", "<< >>", "<<a>>", "<a>", "**", "****", "* *", "** **",
       "e\u0301te\u0301 NOE\u0308L", "\ufeff{}", "\"\ud83d\ude00\"", "-", "- ", "--", "*a", "* a\n*b\n**c\n-d"]


def words(n):
    return " ".join(R.choice(NOUNS + VERBS + ADJ) for _ in range(n))


def sentence():
    body = words(R.randint(2, 8)).split()
    if R.random() < 0.3:
        body.insert(R.randrange(len(body) + 1), R.choice(ABBREV))
    if R.random() < 0.2:
        body[R.randrange(len(body))] += ","
    if R.random() < 0.2:
        i = R.randrange(len(body))
        body[i] = body[i].upper()
    if R.random() < 0.1:
        body.insert(R.randrange(len(body) + 1), R.choice(["can't", "it's", "the dogs' bell", "'tis", "cannot", "N.A.S.A.",
                                                          "3.14", "$5,000", "A-B", "AI", "R&D", "I'M", "DON'T", "x@y.org",
                                                          "https://example.org/a.b", "“HELLO”", "«OUI»", "1/2", "½"]))
    start = R.choice(STARTS) if R.random() < 0.8 else R.choice(body)
    return start + " " + " ".join(body) + R.choice(ENDS)


def paragraph():
    return R.choice([" ", " ", "  ", "\n"]).join(sentence() for _ in range(R.randint(1, 5)))


def bullets():
    mark = R.choice(["* ", "- ", "  * ", "\t- ", "*", "+ "])
    return "\n".join(mark + words(R.randint(1, 4)) + R.choice(["", "", "\n  " + mark + words(2)]) for _ in range(R.randint(1, 5)))


def highlights():
    return " ".join(R.choice(["*%s*", "**%s**", "***%s***", "* %s *", "*%s", "**%s*", "_%s_", "*%s\n*"]) % words(R.randint(0, 3))
                    for _ in range(R.randint(1, 4)))


def sections():
    name = R.choice(["Section", "SECTION", "Day", "PARAGRAPH"])
    return "\n".join(f"{name}{R.choice([' ', '', '  '])}{R.choice([str(i + 1), 'one', 'X'])}\n{sentence()}" for i in range(R.randint(1, 4)))


def postscript():
    return R.choice(["P.S. ", "P.P.S ", "p.s. ", "P. S. ", "P.P.S. ", "PS ", "P. P. S ", "PPS: "]) + sentence()


def as_json():
    value = {words(1): R.choice([1, -2.5e3, "a\nb", None, True, [1, {"x": []}], 1 << 70, float("nan")]) for _ in range(R.randint(0, 3))}
    text = json.dumps(value, ensure_ascii=R.random() < 0.5, indent=R.choice([None, 2]))
    if R.random() < 0.3:
        text = text.replace('"', R.choice(["'", '"', "“"]), 1)
    if R.random() < 0.2:
        at = R.randrange(len(text) + 1)
        text = text[:at] + R.choice([",", "}", "1", "\t", "\\", "\"", " "]) + text[at:]
    return R.choice(["%s", "```json\n%s\n```", "```\n%s```", "```JSON%s```", "Here it is: %s", " %s\n"]) % text


def response():
    kind = R.random()
    if kind < 0.05:
        return R.choice(ODD)
    if kind < 0.12:
        return as_json()
    if kind < 0.22:
        return R.choice(FOREIGN)[1] + R.choice(["", "", " " + sentence(), "\n" + R.choice(FOREIGN)[1]])
    parts = [R.choice([paragraph, paragraph, bullets, highlights, sections, postscript, sentence,
                       lambda: "<<" + words(R.randint(0, 3)) + ">>", lambda: "[" + R.choice(["name", "", "a [b] c", "x\ny"]) + "] " + sentence(),
                       lambda: "My answer is " + R.choice(["yes.", "no.", "maybe.", "yes"])])() for _ in range(R.randint(1, 5))]
    text = R.choice(["\n\n", "\n", "\n***\n", "***", "\n******\n", " ", "\n\n\n\n", "\r\n"]).join(parts)
    if R.random() < 0.15:
        text = text.upper() if R.random() < 0.6 else text.lower()
    if R.random() < 0.12:
        text = '"' + text + R.choice(['"', '" ', '"\n'])
    if R.random() < 0.1:
        text = "Sure, here is my answer:\n" + text
    if R.random() < 0.1:
        text += "\n" + R.choice(["Any other questions?", "Is there anything else I can help with?", "THE END", "Peace!"])
    return text


def relation():
    return R.choice(["less than", "at least"])


def near(n, low=1):
    return max(low, n + R.choice([-2, -1, 0, 0, 1, 2]))


def keyword(text):
    found = [w for w in text.split() if w.isalnum()]
    return R.choice(found) if found and R.random() < 0.6 else R.choice(NOUNS + ["P.S.", "c.t", "Flock", "straße"])


def kwargs(kind, text):
    if kind == "keywords:existence":
        return {"keywords": [keyword(text) for _ in range(R.randint(1, 3))]}
    if kind == "keywords:forbidden_words":
        return {"forbidden_words": [keyword(text) for _ in range(R.randint(1, 3))]}
    if kind == "keywords:frequency":
        word = keyword(text)
        return {"relation": relation(), "keyword": word, "frequency": near(text.lower().count(word.lower()))}
    if kind == "keywords:letter_frequency":
        letter = R.choice("aeqszA")
        return {"let_relation": relation(), "letter": letter, "let_frequency": near(text.lower().count(letter.lower()))}
    if kind == "language:response_language":
        return {"language": R.choice([l for l in [R.choice(FOREIGN)[0], "en", *(l for l, s in FOREIGN if text.startswith(s))] if l in instructions_util.LANGUAGE_CODES])}
    if kind == "length_constraints:number_sentences":
        return {"relation": relation(), "num_sentences": near(instructions_util.count_sentences(text))}
    if kind == "length_constraints:number_paragraphs":
        return {"num_paragraphs": near(text.count("***") + 1)}
    if kind == "length_constraints:number_words":
        return {"relation": relation(), "num_words": near(instructions_util.count_words(text))}
    if kind == "length_constraints:nth_paragraph_first_word":
        parts = [p for p in text.split("\n\n") if p.strip()]
        total = max(1, len(parts) + R.choice([0, 0, 0, 1]))
        nth = R.randint(1, total)
        word = parts[nth - 1].split()[0].strip("\"'.,!?") if nth <= len(parts) and R.random() < 0.8 else "flock"
        return {"num_paragraphs": total, "nth_paragraph": nth, "first_word": word or "x"}
    if kind == "detectable_content:number_placeholders":
        return {"num_placeholders": near(text.count("["))}
    if kind == "detectable_content:postscript":
        return {"postscript_marker": R.choice(["P.S.", "P.P.S", "PS"])}
    if kind == "detectable_format:number_bullet_lists":
        return {"num_bullets": near(sum(l.strip().startswith(("* ", "-")) for l in text.split("\n")))}
    if kind == "detectable_format:number_highlighted_sections":
        return {"num_highlights": near(text.count("*") // 3)}
    if kind == "detectable_format:multiple_sections":
        return {"section_spliter": R.choice(["Section", "SECTION", "Day", "PARAGRAPH"]), "num_sections": R.randint(1, 3)}
    if kind == "combination:repeat_prompt":
        return {"prompt_to_repeat": text[:R.randint(1, 20)] if text.strip() and R.random() < 0.6 and text[:1].strip() else "Repeat me first."}
    if kind == "startend:end_checker":
        return {"end_phrase": (text.strip().strip('"')[-R.randint(1, 12):] or "end").strip() or "end" if R.random() < 0.6 else "Any other questions?"}
    if kind == "change_case:capital_word_frequency":
        words_ = instructions_util.nltk.word_tokenize(text)
        return {"capital_relation": relation(), "capital_frequency": near(sum(w.isupper() for w in words_))}
    return {}


def main():
    kinds = sorted(instructions_registry.INSTRUCTION_DICT)
    assert len(kinds) == 25
    for text in ODD + [response() for _ in range(900)]:
        checks = []
        for kind in R.sample(kinds, 6) if text not in ODD else kinds:
            arguments = kwargs(kind, text)
            row = utils.InputExample(0, [kind], "", [arguments])
            strict = utils.test_instruction_following_strict(row, text).follow_instruction_list[0]
            loose = utils.test_instruction_following_loose(row, text).follow_instruction_list[0]
            checks.append([kind, arguments, strict, loose])
        print(json.dumps({"response": text, "checks": checks}))


main()
