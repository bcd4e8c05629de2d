"""Ninety short Arabic sentences of our own, and every word in them, as text. Read by `next_word`.

Modern Standard Arabic without vowel signs, as it is printed. Arabic often puts the verb first; here
the subject stands first, which is just as right, so that the verb has to agree with a word that was
read before. The Arabic stands last on each line: so editors keep the columns in order.

Transliteration: ā, ī and ū are long. ḥ is a strong h, ṣ and ṭ are a dark s and t, q is a k far back
in the throat, ʿ (ayn) and ʾ (hamza) are consonants of their own; no ʾ is written where a word
begins. sh, kh, gh, th and dh are one sound each. Each word is written as it is spoken alone,
without case endings; the l of the article al- takes the sound of a t, th, d, dh, r, z, s, sh, ṣ, ḍ,
ṭ, ẓ or n that follows.
"""

# transliteration | meaning | kind and gender | word
WORDS = """
al-walad      | the boy          | living m    | الولد
al-bint       | the girl         | living f    | البنت
al-ab         | the father       | living m    | الأب
al-umm        | the mother       | living f    | الأم
al-muʿallim   | the teacher      | living m    | المعلم
al-muʿallima  | the teacher      | living f    | المعلمة
aṭ-ṭālib      | the student      | living m    | الطالب
aṭ-ṭāliba     | the student      | living f    | الطالبة
al-jadd       | the grandfather  | living m    | الجد
al-jadda      | the grandmother  | living f    | الجدة
al-qiṭṭ       | the cat          | living m    | القط
al-qiṭṭa      | the cat          | living f    | القطة
yaqraʾ        | reads            | verb m      | يقرأ
taqraʾ        | reads            | verb f      | تقرأ
yaktub        | writes           | verb m      | يكتب
taktub        | writes           | verb f      | تكتب
yashrab       | drinks           | verb m      | يشرب
tashrab       | drinks           | verb f      | تشرب
yaʾkul        | eats             | verb m      | يأكل
taʾkul        | eats             | verb f      | تأكل
yalʿab        | plays            | verb m      | يلعب
talʿab        | plays            | verb f      | تلعب
yanām         | sleeps           | verb m      | ينام
tanām         | sleeps           | verb f      | تنام
yaṭbukh       | cooks            | verb m      | يطبخ
taṭbukh       | cooks            | verb f      | تطبخ
yashraḥ       | explains         | verb m      | يشرح
tashraḥ       | explains         | verb f      | تشرح
yashtarī      | buys             | verb m      | يشتري
tashtarī      | buys             | verb f      | تشتري
yadhhab       | goes             | verb m      | يذهب
tadhhab       | goes             | verb f      | تذهب
al-bayt       | the house        | noun m      | البيت
al-maṭbakh    | the kitchen      | noun m      | المطبخ
al-madrasa    | the school       | noun f      | المدرسة
al-ḥadīqa     | the garden       | noun f      | الحديقة
al-ghurfa     | the room         | noun f      | الغرفة
as-sūq        | the market       | noun f      | السوق
al-kitāb      | the book         | noun m      | الكتاب
ad-dars       | the lesson       | noun m      | الدرس
al-qiṣṣa      | the story        | noun f      | القصة
ar-risāla     | the letter       | noun f      | الرسالة
al-ḥalīb      | the milk         | noun m      | الحليب
al-māʾ        | the water        | noun m      | الماء
ash-shāy      | the tea          | noun m      | الشاي
al-qahwa      | the coffee       | noun f      | القهوة
al-khubz      | the bread        | noun m      | الخبز
as-samak      | the fish         | noun m      | السمك
at-tuffāḥ     | the apples       | noun m      | التفاح
aṭ-ṭaʿām      | the food         | noun m      | الطعام
al-jaww       | the weather      | noun m      | الجو
as-samāʾ      | the sky          | noun f      | السماء
aṣ-ṣabāḥ      | the morning      | noun m      | الصباح
al-masāʾ      | the evening      | noun m      | المساء
aṣ-ṣaghīr     | the small        | adjective m | الصغير
aṣ-ṣaghīra    | the small        | adjective f | الصغيرة
al-kabīr      | the big          | adjective m | الكبير
al-kabīra     | the big          | adjective f | الكبيرة
al-jadīd      | the new          | adjective m | الجديد
al-jadīda     | the new          | adjective f | الجديدة
kabīr         | big              | adjective m | كبير
kabīra        | big              | adjective f | كبيرة
jamīl         | beautiful        | adjective m | جميل
jamīla        | beautiful        | adjective f | جميلة
fī            | in               | preposition | في
ilā           | to               | preposition | إلى
bi-l-kura     | with the ball    | adverb      | بالكرة
kull          | every            | adverb      | كل
yawm          | day              | noun m      | يوم
al-yawm       | today            | adverb      | اليوم
"""

# translation | sentence
SENTENCES = """
The boy drinks milk in the morning.               | الولد يشرب الحليب في الصباح
The boy goes to school every day.                 | الولد يذهب إلى المدرسة كل يوم
The small boy eats apples.                        | الولد الصغير يأكل التفاح
The boy in the garden plays with the ball.        | الولد في الحديقة يلعب بالكرة
The boy in the house reads the story.             | الولد في البيت يقرأ القصة
The boy in the school writes the lesson.          | الولد في المدرسة يكتب الدرس
The boy in the small room sleeps.                 | الولد في الغرفة الصغيرة ينام
The girl drinks milk every day.                   | البنت تشرب الحليب كل يوم
The girl goes to school in the morning.           | البنت تذهب إلى المدرسة في الصباح
The small girl eats bread.                        | البنت الصغيرة تأكل الخبز
The girl in the garden eats apples.               | البنت في الحديقة تأكل التفاح
The girl in the room reads the story.             | البنت في الغرفة تقرأ القصة
The girl in the house writes the letter.          | البنت في البيت تكتب الرسالة
The girl in the new school writes the lesson.     | البنت في المدرسة الجديدة تكتب الدرس
The father drinks coffee in the morning.          | الأب يشرب القهوة في الصباح
The father goes to the market in the evening.     | الأب يذهب إلى السوق في المساء
The father in the market buys fish.               | الأب في السوق يشتري السمك
The father in the kitchen cooks the food.         | الأب في المطبخ يطبخ الطعام
The father in the house reads the letter.         | الأب في البيت يقرأ الرسالة
The father in the garden drinks tea.              | الأب في الحديقة يشرب الشاي
The father in the new house writes the letter.    | الأب في البيت الجديد يكتب الرسالة
The mother drinks tea in the evening.             | الأم تشرب الشاي في المساء
The mother goes to the market in the morning.     | الأم تذهب إلى السوق في الصباح
The mother in the market buys bread.              | الأم في السوق تشتري الخبز
The mother in the kitchen cooks fish.             | الأم في المطبخ تطبخ السمك
The mother in the house drinks coffee.            | الأم في البيت تشرب القهوة
The mother in the room writes the letter.         | الأم في الغرفة تكتب الرسالة
The mother in the big garden reads the book.      | الأم في الحديقة الكبيرة تقرأ الكتاب
The teacher explains the lesson every day.        | المعلم يشرح الدرس كل يوم
The new teacher reads the letter.                 | المعلم الجديد يقرأ الرسالة
The teacher goes to school in the morning.        | المعلم يذهب إلى المدرسة في الصباح
The teacher in the school explains the lesson.    | المعلم في المدرسة يشرح الدرس
The teacher in the room reads the book.           | المعلم في الغرفة يقرأ الكتاب
The teacher in the garden drinks coffee.          | المعلم في الحديقة يشرب القهوة
The teacher in the new school writes the letter.  | المعلم في المدرسة الجديدة يكتب الرسالة
The teacher explains the lesson in the morning.   | المعلمة تشرح الدرس في الصباح
The new teacher writes the letter.                | المعلمة الجديدة تكتب الرسالة
The teacher goes to the house in the evening.     | المعلمة تذهب إلى البيت في المساء
The teacher in the school explains the lesson.    | المعلمة في المدرسة تشرح الدرس
The teacher in the house reads the book.          | المعلمة في البيت تقرأ الكتاب
The teacher in the market buys apples.            | المعلمة في السوق تشتري التفاح
The teacher in the big room explains the story.   | المعلمة في الغرفة الكبيرة تشرح القصة
The student writes the lesson every day.          | الطالب يكتب الدرس كل يوم
The new student goes to school.                   | الطالب الجديد يذهب إلى المدرسة
The student in the school reads the book.         | الطالب في المدرسة يقرأ الكتاب
The student in the room writes the lesson.        | الطالب في الغرفة يكتب الدرس
The student in the garden eats bread.             | الطالب في الحديقة يأكل الخبز
The student in the house drinks tea.              | الطالب في البيت يشرب الشاي
The student in the small kitchen eats apples.     | الطالب في المطبخ الصغير يأكل التفاح
The student reads the book in the evening.        | الطالبة تقرأ الكتاب في المساء
The new student writes the lesson.                | الطالبة الجديدة تكتب الدرس
The student in the school writes the lesson.      | الطالبة في المدرسة تكتب الدرس
The student in the room reads the book.           | الطالبة في الغرفة تقرأ الكتاب
The student in the house eats bread.              | الطالبة في البيت تأكل الخبز
The student in the garden drinks coffee.          | الطالبة في الحديقة تشرب القهوة
The student in the big school reads the story.    | الطالبة في المدرسة الكبيرة تقرأ القصة
The grandfather reads the book in the evening.    | الجد يقرأ الكتاب في المساء
The grandfather drinks tea every day.             | الجد يشرب الشاي كل يوم
The grandfather in the house drinks coffee.       | الجد في البيت يشرب القهوة
The grandfather in the room sleeps.               | الجد في الغرفة ينام
The grandfather in the market buys apples.        | الجد في السوق يشتري التفاح
The grandfather in the garden reads the story.    | الجد في الحديقة يقرأ القصة
The grandfather in the big house sleeps.          | الجد في البيت الكبير ينام
The grandmother drinks coffee in the morning.     | الجدة تشرب القهوة في الصباح
The grandmother cooks the food every day.         | الجدة تطبخ الطعام كل يوم
The grandmother in the kitchen cooks the food.    | الجدة في المطبخ تطبخ الطعام
The grandmother in the garden drinks tea.         | الجدة في الحديقة تشرب الشاي
The grandmother in the room sleeps.               | الجدة في الغرفة تنام
The grandmother in the market buys fish.          | الجدة في السوق تشتري السمك
The grandmother in the new house reads the story. | الجدة في البيت الجديد تقرأ القصة
The small cat drinks milk.                        | القط الصغير يشرب الحليب
The cat drinks water every day.                   | القط يشرب الماء كل يوم
The cat in the kitchen eats fish.                 | القط في المطبخ يأكل السمك
The cat in the room sleeps.                       | القط في الغرفة ينام
The cat in the garden plays.                      | القط في الحديقة يلعب
The cat in the house drinks milk.                 | القط في البيت يشرب الحليب
The cat in the big garden sleeps.                 | القط في الحديقة الكبيرة ينام
The small cat drinks milk.                        | القطة الصغيرة تشرب الحليب
The cat eats fish every day.                      | القطة تأكل السمك كل يوم
The cat in the kitchen drinks water.              | القطة في المطبخ تشرب الماء
The cat in the garden sleeps.                     | القطة في الحديقة تنام
The cat in the house plays.                       | القطة في البيت تلعب
The cat in the room plays with the ball.          | القطة في الغرفة تلعب بالكرة
The cat in the big kitchen eats fish.             | القطة في المطبخ الكبير تأكل السمك
The new house is big.                             | البيت الجديد كبير
The new school is big.                            | المدرسة الجديدة كبيرة
The big room is beautiful.                        | الغرفة الكبيرة جميلة
The garden is beautiful in the morning.           | الحديقة جميلة في الصباح
The weather is beautiful today.                   | الجو جميل اليوم
The sky is beautiful today.                       | السماء جميلة اليوم
"""
