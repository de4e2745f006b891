/** Words that people of one tongue write, frequent ones first. */
export interface Tongue {
  readonly name: string
  readonly words: readonly string[]
  /** What stands between words: nothing where a script does without. */
  readonly between: string
  /** Parts that rare words, names and places are made of. */
  readonly parts: readonly string[]
  readonly ends: readonly string[]
}

const tongue = (
  name: string,
  words: string,
  parts: string,
  more: { readonly between?: string; readonly ends?: string } = {},
): Tongue => ({
  name,
  words: words.split(' '),
  between: more.between ?? ' ',
  parts: parts.split(' '),
  ends: (more.ends ?? '. . . ! ?').split(' '),
})

/** The first is what most people write. */
export const TONGUES: readonly Tongue[] = [
  tongue(
    'English',
    'the to and you a of is in it that for on be have we are not this with at will can so all one me my what do out there was up if about time when no just now get like how come good see from tomorrow day some too then more back home right well after work think know going today really would could did has our they need here tonight thanks morning week train dinner house car please meeting photo call late early children school doctor weather boat garden kitchen bread coffee ticket station airport holiday birthday summer winter river mountain letter window market neighbour bicycle umbrella cinema concert museum library piano recipe pharmacy plumber receipt invoice deadline contract rehearsal',
    'ba ker land mor ton wick ham ster ley ford bur field den row gate win hol mer stone brook',
  ),
  tongue(
    'Deutsch',
    'ich du und das die der ist nicht wir es zu mit in auf für ja nein auch noch schon aber heute morgen später gut schön danke bitte können müssen über Straße Grüße Mädchen Bücher Küche Brötchen Fahrrad Bahnhof Zug Termin Arzt Schlüssel Regen Sonne Wochenende Geburtstag Frühstück Abendessen fährst weiß größer natürlich vielleicht',
    'berg stein hau sen fel der wal dorf bach müh len schön kirch ober unter',
  ),
  tongue(
    'Español',
    'que de la el no y a en un me te lo es por con para una se mi ya sí qué cómo está mañana niño año después también aquí allí día corazón fútbol teléfono café autobús estación médico película cumpleaños abuela jardín lámpara montaña señor pequeño todavía quizás gracias vale',
    'ra mon te sol ver de ca sa blan co río man gar cía lo pez ñu',
    { ends: '. . ! ? …' },
  ),
  tongue(
    'Français',
    'je tu il on nous vous le la les un une de et à est pas que qui pour dans ce ça déjà très où été forêt garçon élève théâtre hôpital fenêtre château crème brûlée Noël cœur œuvre voilà bientôt peut-être aujourd’hui demain merci rendez-vous gâteau pêche plutôt là-bas',
    'beau lieu mont ville neuve châ tel roche fleur bois clair',
  ),
  tongue(
    'Polski',
    'nie to się na i w że z do jest tak co jak ale za już dziś jutro proszę dziękuję cześć żółty źródło książka łódź święto dzień słońce śnieg ćma wieczór zdjęcie spotkanie późno wcześnie mieszkanie rower',
    'wa row ski lew gór brze zin ków łę czyc no wo',
  ),
  tongue(
    'Türkçe',
    've bir bu ne için çok ben sen o da de mi evet hayır güzel teşekkürler günaydın yarın bugün şimdi İstanbul ılık ağaç çocuk öğretmen kütüphane yağmur güneş köprü akşam kahvaltı doğum günü arkadaş',
    'kara dağ su köy ova taş lı yıl dız',
  ),
  tongue(
    'Tiếng Việt',
    'tôi bạn và là có không được đi ở với này đó cho một những rất cũng đã sẽ ngày mai hôm nay cảm ơn xin chào nhà trường bệnh viện phở bánh mì mưa nắng sinh nhật gia đình chúng ta',
    'nguyễn trần lê phạm hoàng huỳnh vũ đặng bùi',
  ),
  tongue(
    'Русский',
    'и в не на я что ты он с как это по но они мы вы за да нет завтра сегодня спасибо пожалуйста привет хорошо поезд вокзал ёлка дождь снег солнце книга друзья семья праздник обед ужин ключ дверь окно река лодка врач',
    'ново град бел ское лес ная зап ов ин ка мир сте пан',
  ),
  tongue(
    'Ελληνικά',
    'και το να είναι δεν με για στο τι πού πότε σήμερα αύριο ευχαριστώ καλημέρα θάλασσα ήλιος σπίτι φίλος βιβλίο τρένο γιατρός παιδιά',
    'παπα δό που λος θεσσα λο νί κη αθή να',
  ),
  tongue(
    'العربية',
    'في من على أن هذا ما لا نعم مع إلى كيف متى أين غدا اليوم شكرا صباح الخير مساء بيت كتاب قطار مطر شمس عائلة طبيب مدرسة مُعلِّم قهوة سفر عيد ميلاد صديق',
    'عبد ال رح من نور بن زا هر مد ين ة',
    { ends: '. . ! ؟' },
  ),
  tongue(
    'עברית',
    'אני אתה את זה לא כן של על עם מה מתי איפה היום מחר תודה בוקר טוב ערב בית ספר רכבת גשם שמש משפחה רופא קפה חבר יום הולדת שָׁלוֹם',
    'בן אב רה ם תל אבי ב גן נה ר',
  ),
  tongue(
    'हिन्दी',
    'मैं तुम और है नहीं यह वह क्या कब कहाँ आज कल धन्यवाद नमस्ते घर किताब ट्रेन बारिश सूरज परिवार डॉक्टर स्कूल चाय दोस्त जन्मदिन अच्छा बहुत',
    'रा म पु र गं गा न ग र दे व',
    { ends: '। । ! ?' },
  ),
  tongue(
    'ไทย',
    'ฉัน คุณ ไม่ ใช่ ที่ มา ไป บ้าน วันนี้ พรุ่งนี้ ขอบคุณ สวัสดี ฝนตก กินข้าว โรงเรียน หมอ รถไฟ หนังสือ เพื่อน ครอบครัว วันเกิด อากาศดี',
    'บาง กอก เชียง ใหม่ นคร ศรี ธรรม ราช',
    { between: '', ends: '  ' },
  ),
  tongue(
    '中文',
    '我 你 他 的 是 不 在 有 了 好 今天 明天 昨天 谢谢 早上 晚上 回家 学校 医院 火车 下雨 太阳 家人 朋友 生日 吃饭 咖啡 电影 周末 见面 时间 地铁站 照片 快点',
    '山 海 大 明 东 京 北 南 河 湖 龙 安 华',
    { between: '', ends: '。 。 ! ?' },
  ),
  tongue(
    '日本語',
    'は が を に の です ます 私 あなた 今日 明日 昨日 ありがとう おはよう 電車 駅 病院 学校 雨 晴れ 家族 友達 誕生日 ごはん コーヒー 映画 週末 会いましょう 写真 待って ｶﾀｶﾅ',
    '田 中 山 川 東 京 京 都 桜 花 木 村',
    { between: '', ends: '。 。 ！ ？' },
  ),
  tongue(
    '한국어',
    '나는 너는 그리고 이것 저것 오늘 내일 어제 감사합니다 안녕하세요 집에 학교 병원 기차 비가 햇빛 가족 친구 생일 밥을 커피 영화 주말 만나요 사진 시간',
    '김 서 울 부 산 강 남 한 별 하 늘',
  ),
]

export const EMOJI = [
  '😂',
  '❤️',
  '👍',
  '🙏',
  '🎉',
  '😮',
  '😢',
  '👩‍👩‍👧‍👦',
  '🇳🇴',
  '🏳️‍🌈',
  '👍🏽',
  '🫠',
  '☀️',
  '🥐',
  '⛵',
] as const

/** What somebody writes who wants to see what breaks. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"; DROP TABLE messages; --',
  '\u202Etxt.exe\u202C',
  '{{constructor.constructor("return this")()}}',
  '../../etc/passwd',
  '&lt;b&gt;not bold&lt;/b&gt;',
  'Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F\u031E\u0320\u034Da\u036B\u0357\u0334\u0362lgo',
  '*_~`unfinished',
  'javascript:alert(1)',
  '\u200B\u200D\uFEFF',
  'line\r\nbreak\ttab',
] as const
