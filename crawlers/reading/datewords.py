"""The words with which people in Kerala say when: in four languages, native and romanised.

SOURCE: written for adwatch after the everyday wording of classified sites and messages. Each entry
gives the plain English that stands for it; an ad was posted in the past, so "kal" is yesterday.
"""

from typing import Final

_BY_MEANING: Final = {
    "now": "just now|moments ago|a moment ago|a few minutes ago|few minutes ago|a few seconds ago|"
    "abhi|abhi abhi|ippol|ippo|ippozhe|ipo|ippothu|अभी|अभी अभी|ഇപ്പോൾ|ഇപ്പോള്‍|അൽപം മുമ്പ്|അൽപ്പം മുമ്പ്|"
    "അല്പം മുമ്പ്|ഇപ്പൊ|இப்போது|சற்று முன்|சற்று முன்பு",
    "today": "innu|inn|aaj|aj|indru|inniki|indraikku|ഇന്ന്|ഇന്നു|आज|இன்று|இன்னைக்கு",
    "yesterday": "innale|innaley|kal|bita kal|netru|nethu|netrru|ഇന്നലെ|कल|बीता हुआ कल|बीते कल|நேற்று",
    "2 days ago": "minjaannu|minjannu|mininjannu|parson|parso|muntanaal|മിനിഞ്ഞാന്ന്|परसों|"
    "நேற்று முன்தினம்|முந்தாநாள்|day before yesterday|the day before yesterday",
    "1 week ago": "kazhinja azhcha|kazhinja aazhcha|pichle hafte|pichhle hafte|pona varam|"
    "കഴിഞ്ഞ ആഴ്ച|"
    "पिछले हफ्ते|पिछले सप्ताह|கடந்த வாரம்|போன வாரம்|last week",
    "1 month ago": "kazhinja masam|kazhinja maasam|pichle mahine|pona maasam|കഴിഞ്ഞ മാസം|पिछले महीने|"
    "கடந்த மாதம்|last month",
    "30 minutes ago": "half an hour ago|half hour ago|ara manikkoor munpu|അര മണിക്കൂർ മുമ്പ്|"
    "aadha ghanta pehle|आधा घंटा पहले|आधे घंटे पहले|அரை மணி நேரம் முன்",
    "ago": "munpu|munp|munbu|mumbu|mumpu|mumb|munne|munpe|pehle|pahle|pehele|phele|munnadi|mun|"
    "മുമ്പ്|മുൻപ്|മുന്‍പ്|മുമ്പേ|മുന്നെ|മുന്നേ|पहले|पूर्व|முன்|முன்பு|முன்னர்|முன்னாடி|back",
    "seconds": "second|secs|sec|സെക്കൻഡ്|സെക്കന്റ്|सेकंड|सेकेंड|வினாடி|வினாடிகள்|வினாடிகளுக்கு|நொடிகளுக்கு",
    "minutes": "minute|mins|min|minit|mint|minittu|മിനിറ്റ്|മിനിട്ട്|മിനുട്ട്|मिनट|मिनिट|நிமிடம்|நிமிடங்கள்|"
    "நிமிடங்களுக்கு|நிமிடத்திற்கு",
    "hours": "hour|hrs|hr|h|manikkur|manikoor|manikkoor|manikur|ghante|ghanta|ghanto|mani neram|"
    "mani nerathukku|മണിക്കൂർ|മണിക്കൂര്‍|മണിക്കൂറുകൾ|घंटे|घंटा|घण्टे|மணிநேரம்|மணி நேரம்|மணி நேரத்திற்கு|"
    "மணிநேரத்திற்கு|மணி நேரத்துக்கு",
    "days": "day|divasam|divasangal|dinam|din|dino|naal|naalukku|d|ദിവസം|ദിവസങ്ങൾ|दिन|दिनों|நாள்|நாட்கள்|"
    "நாட்களுக்கு|நாளுக்கு",
    "weeks": "week|wk|wks|aazhcha|azhcha|hafte|hafta|varam|vaaram|ആഴ്ച|ആഴ്ചകൾ|हफ्ते|हफ़्ते|हफ्ता|सप्ताह|வாரம்|"
    "வாரங்கள்|வாரங்களுக்கு|வாரத்திற்கு",
    "months": "month|mth|mths|maasam|masam|mahine|mahina|maadham|മാസം|മാസങ്ങൾ|महीने|महीना|माह|மாதம்|"
    "மாதங்கள்|மாதங்களுக்கு|மாதத்திற்கு",
    "years": "year|yr|yrs|varsham|saal|varudam|വർഷം|വര്‍ഷം|വർഷങ്ങൾ|साल|वर्ष|வருடம்|ஆண்டு|ஆண்டுகளுக்கு",
    "1": "a|an|one|oru|ek|ഒരു|ഒന്ന്|एक|ஒரு",
    "2": "two|randu|rand|do|രണ്ട്|രണ്ടു|दो|இரண்டு|ரெண்டு|rendu",
    "3": "three|moonnu|moonu|munnu|teen|tin|മൂന്ന്|മൂന്നു|तीन|மூன்று|மூணு",
    "4": "four|naalu|nalu|char|chaar|നാല്|നാലു|चार|நான்கு|நாலு",
    "5": "five|anchu|anju|paanch|panch|അഞ്ച്|അഞ്ചു|पांच|पाँच|ஐந்து|அஞ்சு",
    "morning": "ravile|raavile|subah|savere|kaalai|kalai|രാവിലെ|सुबह|सवेरे|காலை",
    "noon": "uchakku|uchaykku|dopahar|dopeher|madhiyam|ഉച്ചയ്ക്ക്|ഉച്ചക്ക്|दोपहर|மதியம்",
    "evening": "vaikittu|vaikunneram|shaam|sham|maalai|malai|വൈകിട്ട്|വൈകീട്ട്|വൈകുന്നേരം|शाम|மாலை",
    "night": "rathri|raathri|raat|iravu|രാത്രി|रात|இரவு",
    "oclock": "baje|manikku|മണിക്ക്|മണിക്കു|बजे|மணிக்கு|மணி",
    "monday": "തിങ്കൾ|തിങ്കളാഴ്ച|thinkal|thinkalazhcha|सोमवार|somvar|திங்கள்|திங்கட்கிழமை",
    "tuesday": "ചൊവ്വ|ചൊവ്വാഴ്ച|chovva|chovvazhcha|मंगलवार|mangalvar|செவ்வாய்|செவ்வாய்க்கிழமை",
    "wednesday": "ബുധൻ|ബുധനാഴ്ച|budhan|budhanazhcha|बुधवार|budhvar|புதன்|புதன்கிழமை",
    "thursday": "വ്യാഴം|വ്യാഴാഴ്ച|vyazham|vyazhazhcha|गुरुवार|guruvar|வியாழன்|வியாழக்கிழமை",
    "friday": "വെള്ളി|വെള്ളിയാഴ്ച|velli|velliyazhcha|शुक्रवार|shukravar|வெள்ளி|வெள்ளிக்கிழமை",
    "saturday": "ശനി|ശനിയാഴ്ച|shani|shaniyazhcha|शनिवार|shanivar|சனி|சனிக்கிழமை",
    "sunday": "ഞായർ|ഞായറാഴ്ച|njayar|njayarazhcha|रविवार|ravivar|ஞாயிறு|ஞாயிற்றுக்கிழமை",
}

MEANINGS: Final = {
    wording: meaning for meaning, wordings in _BY_MEANING.items() for wording in wordings.split("|")
}
"""Plain English by wording, all in lower case."""
LONGEST: Final = max(wording.count(" ") + 1 for wording in MEANINGS)
"""Most words that a wording has."""


def in_english(text: str) -> str:
    """Return a text in lower case with each wording of the table put in English."""
    words = text.lower().replace(",", " , ").split()
    said: list[str] = []
    while words:
        for many in range(min(LONGEST, len(words)), 0, -1):
            if (wording := " ".join(words[:many])) in MEANINGS or many == 1:
                said.append(MEANINGS.get(wording, wording))
                del words[:many]
                break
    return " ".join(said).replace(" ,", ",")
