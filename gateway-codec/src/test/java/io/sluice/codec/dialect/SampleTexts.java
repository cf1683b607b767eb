package io.sluice.codec.dialect;

import java.util.LinkedHashMap;
import java.util.Map;

/** Texts of the kinds models write: those the estimator's weights were fitted to, and others, written afterwards, that only judge. */
final class SampleTexts {
    private SampleTexts() {}

    static Map<String, String> fitted() {
        final Map<String, String> texts = new LinkedHashMap<>();
        texts.put("english-1", ENGLISH_1);
        texts.put("english-2", ENGLISH_2);
        texts.put("markdown-1", MARKDOWN_1);
        texts.put("markdown-2", MARKDOWN_2);
        texts.put("code-1", CODE_1);
        texts.put("code-2", CODE_2);
        texts.put("json-1", JSON_1);
        texts.put("json-2", JSON_2);
        texts.put("german-1", GERMAN_1);
        texts.put("german-2", GERMAN_2);
        texts.put("french-1", FRENCH_1);
        texts.put("spanish-2", SPANISH_2);
        texts.put("chinese-1", CHINESE_1);
        texts.put("chinese-2", CHINESE_2);
        texts.put("japanese-1", JAPANESE_1);
        texts.put("japanese-2", JAPANESE_2);
        texts.put("korean-1", KOREAN_1);
        texts.put("korean-2", KOREAN_2);
        texts.put("russian-1", RUSSIAN_1);
        texts.put("russian-2", RUSSIAN_2);
        texts.put("arabic-1", ARABIC_1);
        texts.put("hindi-1", HINDI_1);
        texts.put("numbers-1", NUMBERS_1);
        texts.put("numbers-2", NUMBERS_2);
        return texts;
    }

    static Map<String, String> unseen() {
        final Map<String, String> texts = new LinkedHashMap<>();
        texts.put("story", STORY);
        texts.put("javascript", JAVASCRIPT);
        texts.put("sql", SQL);
        texts.put("compact-json", COMPACT_JSON);
        texts.put("italian", ITALIAN);
        texts.put("polish", POLISH);
        texts.put("chinese-mixed", CHINESE_MIXED);
        texts.put("japanese-katakana", JAPANESE_KATAKANA);
        texts.put("ukrainian", UKRAINIAN);
        return texts;
    }

    static Map<String, String> all() {
        final Map<String, String> texts = fitted();
        texts.putAll(unseen());
        return texts;
    }

    private static final String ENGLISH_1 = """
        A sluice is a channel for water that is controlled at its head by a gate. Millers built them long before anyone \
        thought of engines: the gate was lifted in the morning, the wheel began to turn, and for the rest of the day somebody \
        had to watch that neither too much nor too little came through. It sounds like a small duty, but a flood could carry \
        the mill away, and a drought could leave a village without flour. The people who kept the gates therefore wrote down \
        what they saw, day after day, and some of these notes are the oldest records of weather that we still have. \
        They remind us that measuring is a form of care, and that whoever stands between a source and those who depend on it \
        should be patient, attentive and honest about what was really let through.\
        """;

    private static final String ENGLISH_2 = """
        Yes, you can freeze the soup, although I would leave out the cream until you warm it again. Let it cool completely \
        first, pour it into containers with a little room at the top, and write the date on them. It keeps for about three \
        months. When you're ready, thaw it overnight in the refrigerator, heat it gently, and stir in the cream at the end. \
        If it looks as though it had separated, don't worry: a quick whisk usually brings it back together. One more thing: \
        potatoes tend to become grainy after freezing, so if your recipe contains many of them, consider blending the soup \
        before it goes into the freezer.\
        """;

    private static final String MARKDOWN_1 = """
        ## How it works

        1. **Admission.** The key is looked up by its digest; an unknown one ends here.
        2. **Routing.** Candidates are weighted by `weight × health`.
        3. **Relay.** Spans are forwarded *without copying*:
           - one read becomes one write,
           - nothing is buffered past its limit.

        | setting | default | note |
        | --- | --- | --- |
        | `max-head` | 32 KiB | larger heads are refused with `431` |
        | `max-body` | 32 MiB | see [limits](docs/limits.md) |

        > Use `--set sluice.listen.port=8081` if the port is taken.
        """;

    private static final String MARKDOWN_2 = """
        Here's a comparison of the two approaches:

        ### Option A: polling

        - ✅ Simple to implement and to reason about
        - ✅ Works behind any proxy
        - ❌ Wastes requests when nothing changes (up to **95%** in our tests)

        ### Option B: server-sent events

        - ✅ Updates arrive within *milliseconds*
        - ❌ Needs `Connection: keep-alive` and a timeout above 60 s

        ```bash
        curl -N -H "Accept: text/event-stream" https://example.org/v1/events
        ```

        **Recommendation:** start with option A, and move to B once you have more than ~1,000 clients.
        """;

    private static final String CODE_1 = """
        public final class TokenBucket implements RateLimiter {
            private static final VarHandle STATE;
            private final long capacity;
            private final long nanosPerToken;

            @Override
            public boolean tryTake(long tokens, long nowNs) {
                for (;;) {
                    final long seen = (long) STATE.getAcquire(this);
                    final long filled = refill(seen, nowNs);
                    if (availableIn(filled) < tokens) {
                        return false; // nothing written
                    }
                    if (STATE.compareAndSet(this, seen, filled - tokens)) {
                        return true;
                    }
                    Thread.onSpinWait();
                }
            }
        }
        """;

    private static final String CODE_2 = """
        import asyncio
        import json
        from dataclasses import dataclass, field


        @dataclass
        class Usage:
            prompt_tokens: int = 0
            completion_tokens: int = 0
            details: dict[str, int] = field(default_factory=dict)


        async def read_stream(response, on_event):
            buffer = b""
            async for chunk in response.content.iter_any():
                buffer += chunk
                while (end := buffer.find(b"\\n\\n")) >= 0:
                    event, buffer = buffer[:end], buffer[end + 2:]
                    if event.startswith(b"data: ") and event != b"data: [DONE]":
                        await on_event(json.loads(event[6:]))


        if __name__ == "__main__":
            asyncio.run(main())
        """;

    private static final String JSON_1 = """
        {"city":"Oslo","country_code":"NO","temperature":{"value":-3.5,"unit":"celsius"},"forecast":[{"day":"monday",\
        "summary":"light snow","precipitation_mm":4.2},{"day":"tuesday","summary":"clear sky","precipitation_mm":0}],\
        "alerts":[],"updated_at":"2026-01-15T08:30:00Z","station_id":"no-18700","verified":true,"source":null}\
        """;

    private static final String JSON_2 = """
        {
          "name": "create_invoice",
          "arguments": {
            "customer": {"id": "cus_8812", "email": "jane.doe@example.org"},
            "lines": [
              {"sku": "A-100", "description": "Annual subscription", "quantity": 1, "unit_price": "199.00"},
              {"sku": "S-7", "description": "Priority support", "quantity": 12, "unit_price": "15.50"}
            ],
            "currency": "EUR",
            "due_in_days": 30,
            "send": true
          }
        }
        """;

    private static final String GERMAN_1 = """
        Eine Schleuse ist ein Bauwerk, mit dem Schiffe Höhenunterschiede zwischen zwei Abschnitten einer Wasserstraße \
        überwinden können. Das Wasser wird dabei nicht gepumpt, sondern läuft allein durch die Schwerkraft in die Kammer und \
        wieder hinaus. Schon im späten Mittelalter wurden an vielen Flüssen einfache Stauschleusen errichtet, deren Betrieb \
        jedoch gefährlich und langsam war. Erst die Erfindung der Kammerschleuse machte eine zuverlässige Binnenschifffahrt \
        möglich. Wer heute eine solche Anlage besichtigt, staunt meistens darüber, wie wenig Kraft nötig ist, um ein Schiff \
        von mehreren hundert Tonnen zu heben.\
        """;

    private static final String GERMAN_2 = """
        Guten Tag, vielen Dank für Ihre Nachricht. Leider konnten wir Ihre Bestellung nicht rechtzeitig verschicken, weil ein \
        Artikel unerwartet ausverkauft war. Wir haben ihn inzwischen nachbestellt und rechnen damit, dass das Paket \
        spätestens am kommenden Donnerstag bei Ihnen eintrifft. Falls Sie nicht so lange warten möchten, können Sie den \
        fehlenden Artikel kostenlos stornieren; der Betrag wird Ihnen dann innerhalb von fünf Werktagen erstattet. \
        Wir bitten um Entschuldigung für die Unannehmlichkeiten und wünschen Ihnen ein schönes Wochenende.\
        """;

    private static final String FRENCH_1 = """
        Une écluse est un ouvrage qui permet aux bateaux de franchir une dénivellation entre deux biefs d'un canal. L'eau \
        n'est pas pompée : elle s'écoule simplement par gravité dans le sas, puis en ressort. Dès la fin du Moyen Âge, on en \
        construisit sur de nombreuses rivières, mais leur usage restait lent et dangereux. Aujourd'hui encore, ceux qui les \
        visitent s'étonnent du peu de force nécessaire pour soulever un navire de plusieurs centaines de tonnes.\
        """;

    private static final String SPANISH_2 = """
        Claro, aquí tienes un resumen del artículo. El autor sostiene que las ciudades medianas ofrecen hoy mejores \
        condiciones de vida que las grandes capitales, sobre todo para las familias jóvenes. Los alquileres son más bajos, \
        los desplazamientos más cortos y la calidad del aire claramente superior. Sin embargo, también señala que muchas de \
        ellas carecen todavía de hospitales especializados y de una oferta cultural comparable. Concluye que la inversión en \
        transporte público será decisiva durante la próxima década.\
        """;

    private static final String CHINESE_1 = """
        水闸是一种用来控制水流的建筑物。早在机器出现之前，磨坊主就已经在河边修建水闸：早晨打开闸门，水轮开始转动，然后整天都要有人看守，\
        既不能让水太多，也不能让水太少。这听起来是一件小事，但是洪水可能把磨坊冲走，干旱可能让整个村庄没有面粉。因此，看守闸门的人每天都会\
        把自己看到的情况记录下来，其中一些笔记是我们今天仍然保存着的最古老的天气记录。它们提醒我们，测量是一种关心的方式。\
        """;

    private static final String CHINESE_2 = """
        您好！根据您提供的信息，我建议您先检查一下网络设置，然后重新启动路由器。如果问题仍然存在，请打开设备管理器，查看驱动程序是否需要更新。\
        另外，请确认您的账户余额充足，并且没有超过每分钟的请求限制。更改配置之后，一般需要等待五到十分钟才能生效。如果您还有其他问题，\
        欢迎随时联系我们的客服人员，我们会尽快为您解决。\
        """;

    private static final String JAPANESE_1 = """
        水門は、水の流れを調節するために作られた設備です。機械が発明されるずっと前から、粉屋は川のそばに水門を作っていました。朝になると門を開け、\
        水車が回り始めます。それから一日中、水が多すぎたり少なすぎたりしないように、誰かが見張っていなければなりませんでした。小さな仕事のように\
        聞こえますが、洪水が起これば水車小屋が流されてしまうかもしれません。そのため、番人たちは毎日見たことを書き留めていました。\
        """;

    private static final String JAPANESE_2 = """
        お問い合わせいただきありがとうございます。ご注文の商品は、現在在庫がないため、発送までに一週間ほどかかる見込みです。お急ぎの場合は、\
        別の色をお選びいただくこともできます。キャンセルをご希望の場合は、このメールにそのままご返信ください。ご不便をおかけして申し訳ございませんが、\
        どうぞよろしくお願いいたします。\
        """;

    private static final String KOREAN_1 = """
        수문은 물의 흐름을 조절하기 위해 만든 시설입니다. 기계가 발명되기 훨씬 전부터 방앗간 주인들은 강가에 수문을 만들었습니다. 아침이 되면 문을 \
        열고 물레방아가 돌기 시작합니다. 그리고 하루 종일 물이 너무 많거나 적지 않도록 누군가가 지켜보아야 했습니다. 작은 일처럼 들리지만 홍수가 \
        나면 방앗간이 떠내려갈 수도 있었습니다.\
        """;

    private static final String KOREAN_2 = """
        안녕하세요. 문의해 주셔서 감사합니다. 주문하신 상품은 현재 재고가 없어서 발송까지 일주일 정도 걸릴 예정입니다. 급하신 경우에는 다른 색상을 \
        선택하실 수 있습니다. 취소를 원하시면 이 메일에 답장해 주시기 바랍니다. 불편을 드려 죄송합니다.\
        """;

    private static final String RUSSIAN_1 = """
        Шлюз — это сооружение, которое позволяет судам преодолевать разницу уровней между двумя участками водного пути. Вода \
        при этом не перекачивается, а просто течёт в камеру под действием силы тяжести. Уже в конце Средних веков на многих \
        реках строили простые плотины с воротами, но пользоваться ими было опасно и долго. Сегодня посетители обычно \
        удивляются тому, как мало силы требуется, чтобы поднять корабль весом в несколько сотен тонн.\
        """;

    private static final String RUSSIAN_2 = """
        Здравствуйте! Спасибо за ваше письмо. К сожалению, мы не смогли отправить заказ вовремя, потому что один из товаров \
        неожиданно закончился на складе. Мы уже заказали его снова и ожидаем, что посылка придёт не позднее следующего \
        четверга. Если вы не хотите ждать, вы можете бесплатно отменить эту позицию, и деньги вернутся на ваш счёт в течение \
        пяти рабочих дней.\
        """;

    private static final String ARABIC_1 = """
        السد هو بناء يقام على مجرى النهر من أجل التحكم في تدفق المياه وتخزينها. وقد عرف الناس السدود منذ آلاف السنين، حيث \
        استخدموها لري الحقول وحماية القرى من الفيضانات. أما اليوم فإن كثيرا من السدود الكبيرة تستخدم أيضا في توليد الكهرباء. \
        ومع ذلك يرى بعض الخبراء أن بناءها قد يضر بالبيئة إذا لم يخطط له بعناية.\
        """;

    private static final String HINDI_1 = """
        बाँध एक ऐसी संरचना है जो नदी के पानी को रोकने और नियंत्रित करने के लिए बनाई जाती है। हज़ारों साल पहले से लोग खेतों की सिंचाई और \
        गाँवों को बाढ़ से बचाने के लिए बाँध बनाते आए हैं। आज बहुत से बड़े बाँध बिजली बनाने के काम भी आते हैं।\
        """;

    private static final String NUMBERS_1 = """
        date,open,high,low,close,volume
        2026-01-05,182.31,184.02,181.77,183.94,52817340
        2026-01-06,183.90,185.41,183.12,185.07,48120933
        2026-01-07,185.22,186.88,184.65,184.91,50993127
        2026-01-08,184.70,185.10,182.04,182.45,61240871
        2026-01-09,182.60,183.33,180.95,181.02,57733062
        """;

    private static final String NUMBERS_2 = """
        We compute step by step: 1847 × 36 = 1847 × 30 + 1847 × 6 = 55410 + 11082 = 66492. Then 66492 / 12 = 5541, and \
        5541 − 4096 = 1445. The square root of 1445 is about 38.0132, so x ≈ 38.01 (rounded to two decimals).
        """;

    private static final String STORY = """
        "You left the gate open again," said Marla, not looking up. Tobin shrugged. He'd been out since four, chasing a lamb \
        that had wriggled under the fence, and his boots were full of mud. "It wasn't me," he muttered. "Ask the wind." \
        She laughed then, in spite of herself, and pushed the kettle back over the flame. Outside, the rain had begun to \
        fall in earnest; somewhere beyond the orchard a dog barked twice and was silent.\
        """;

    private static final String JAVASCRIPT = """
        export function useStream(url, { onToken, signal } = {}) {
          const [text, setText] = useState('');
          useEffect(() => {
            const controller = new AbortController();
            (async () => {
              const res = await fetch(url, { method: 'POST', signal: controller.signal });
              const reader = res.body.pipeThrough(new TextDecoderStream()).getReader();
              for (let r = await reader.read(); !r.done; r = await reader.read()) {
                setText((prev) => prev + r.value);
                onToken?.(r.value);
              }
            })();
            return () => controller.abort();
          }, [url]);
          return text;
        }
        """;

    private static final String SQL = """
        SELECT a.name, COUNT(*) AS requests, SUM(r.cost_usd) AS total_cost
        FROM records r
        JOIN apps a ON a.id = r.app_id
        WHERE r.time >= NOW() - INTERVAL '7 days' AND r.outcome <> 'client_abort'
        GROUP BY a.name
        HAVING SUM(r.cost_usd) > 10
        ORDER BY total_cost DESC
        LIMIT 20;
        """;

    private static final String COMPACT_JSON = """
        {"ok":true,"items":[{"id":18,"tags":["a","b"],"pos":[1.5,-2.25],"meta":null},{"id":19,"tags":[],"pos":[0,4],\
        "meta":{"rev":"9f3c1a7e","by":"svc-sync"}}],"next":"eyJvIjoyMH0=","took_ms":12}\
        """;

    private static final String ITALIAN = """
        Certo! Per preparare un buon risotto bisogna tostare il riso in un po' di burro, sfumare con il vino bianco e \
        aggiungere il brodo caldo un mestolo alla volta, mescolando spesso. Dopo circa diciotto minuti si spegne il fuoco e \
        si manteca con altro burro e parmigiano grattugiato. Il segreto è servirlo subito, morbido e cremoso.\
        """;

    private static final String POLISH = """
        Śluza to budowla, która umożliwia statkom pokonywanie różnicy poziomów wody pomiędzy dwoma odcinkami rzeki albo \
        kanału. Wody nie trzeba pompować, ponieważ spływa do komory pod wpływem siły ciężkości. Pierwsze takie urządzenia \
        powstały już w średniowieczu, jednak ich obsługa była powolna i niebezpieczna.\
        """;

    private static final String CHINESE_MIXED = """
        要在 Linux 上安装 Docker，请先运行 `sudo apt-get update`，然后安装 docker-ce。安装完成后，执行 `docker run hello-world` 来验证环境是否正常。\
        如果出现 permission denied 错误，说明当前用户不在 docker 用户组里，可以用 usermod 命令添加，然后重新登录。\
        """;

    private static final String JAPANESE_KATAKANA = """
        サーバーのログファイルを確認したところ、メモリ不足のエラーが発生していました。アプリケーションのキャッシュサイズを小さくするか、\
        インスタンスタイプを変更することをおすすめします。設定を変更したら、コンテナを再起動してください。\
        """;

    private static final String UKRAINIAN = """
        Дякуємо за ваше звернення! Ми перевірили налаштування облікового запису й побачили, що термін дії ключа закінчився \
        минулого тижня. Щоб створити новий ключ, відкрийте сторінку профілю, натисніть кнопку «Додати» і збережіть значення \
        в надійному місці, адже побачити його вдруге буде неможливо.\
        """;
}
