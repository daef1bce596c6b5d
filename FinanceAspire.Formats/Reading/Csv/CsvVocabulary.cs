using System.Collections.Frozen;
using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Amounts;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// What banks write above their columns, in the languages of the files that were seen. Compared without case, accents and
/// punctuation; a trailing currency code ("Amount (EUR)") is cut off first.
/// </summary>
internal static partial class CsvVocabulary
{
    private static readonly FrozenDictionary<string, CsvColumn> Words = new (CsvColumn Role, string Words)[]
    {
        (CsvColumn.Date, "date|date de l operation|tranzakcio datuma|buchungsdatum valuta|transaction date|posting date|posted date|date posted|booking date|booked date|completed date|trans date|operation date|process date|effective date|entry date|buchungstag|buchungsdatum|buchung|datum|belegdatum|transaktionsdatum|fecha|fecha operacion|fecha contable|data|data operacao|data movimento|data mov|data contabile|data operazione|date operation|date d operation|date comptable|date de comptabilisation|boekdatum|transactiedatum|bokforingsdag|bokforingsdatum|bogforingsdato|dato|data operacji|data ksiegowania|data transakcji|konyveles datuma|datum zauctovani|datum provedeni|datum transakce|kuupaev|paivays|kirjauspaiva|tarih|islem tarihi|created|timestamp|time|datetime|date time|date utc|created utc|uitvoeringsdatum|data lancamento|txn date|tran date|creation date|data registrazione|datum der transaktion|booking|date of transaction|fecha de operacion|дата|дата операции|дата проводки|дата i час операции|дата транзакции|дата и время операции|дата і час операції|дата операції|日付|取引日|年月日|利用日|ご利用日|お取引日|交易时间|交易日期|記帳日期|记账日期|日期|入账日期|거래일시|거래일자|거래일|data do movimento|data de lancamento|data movimentacao|bogfort|bokford|bokfort dato|utfort dato|operationsdatum|transaktionsdag|reskontradatum|data transakcije|datum valute|datum knjizenja|valor tarihi|bookingdate|date d achat|date de transaction|transaction completed date|fecha de la operacion|fecha movimiento|data da transacao|data e hora|date and time|date time utc|run date|date completed|data lanc|day month year|month day year|year month day|tag monat jahr|jahr monat tag|jour mois annee|dia mes ano|ano mes dia|giorno mese anno|dag maand jaar|dateop|boekingsdatum|release date"),
        (CsvColumn.ValueDate, "value date|valutadatum|wertstellung|wertstellungstag|wert|valor date|fecha valor|date valeur|date de valeur|data valor|data valuta|rentedatum|settlement date|valuutadatum|rentedato|datum valuty|ertektnap|started date|date started|f valor|value dt|value dat|valeur|дата платежа|valutadato|valutadag|fecha de valor|data de valor|起息日|valuta|arvopaiva|maksupaiva|дата обработки|transaktionsdato|dateval|data waluty"),
        (CsvColumn.Amount, "amount|montant de l operation|tranzakcio osszege|buchungsbetrag|transaction amount|betrag|umsatz|importe|import|montant|montant operation|importo|bedrag|belop|beloeb|belob|kwota|kwota operacji|osszeg|castka|suma|summa|sum|maara|tutar|valor|value|net|net amount|amount net|saldo movimento|bedrag eur|betrag eur|zaucastka|transaction value|total|gesamtbetrag|amount paid|subtotal|summ|payment amount|amount total|total amount|mutatie|change|anderung|mouvements|mouvement|variacion|variazioni|neto|netto|nettobetrag|importe neto|сума|сумма|сумма платежа|сумма в валюте счета|сума в валюті картки|сума в валюті рахунку|金額|金额|利用金額|ご利用金額|交易金额|入出金|交易金額|거래금액|이용금액|montante|suma tranzactiei|znesek|iznos|tutari|islem tutari|transaktionsbelopp|belopp|inn ut|belopp sek|importe operacion|montant net|valor da transacao|amount in account currency|betrag in eur|umsatz in eur|zahlungsbetrag|amount incl vat|сумма пересчитанная в валюту счета|maara euroa|maara eur|kwota transakcji|objem|transaction net amount|booking amount|booked amount|billing amount|settlement amount|account amount|posted amount|source amount"),
        (CsvColumn.Debit, "debit|expense amount|debits|debit amount|withdrawal|withdrawals|withdrawal amt|withdrawal amount|money out|paid out|outflow|soll|belastung|lastschrift|cargo|cargos|debe|addebiti|uscite|dare|amount out|wydatek|obciazenia|debito|debet|sortie|depense|debits amount|spent|payments|outgoing|ut|af|debit eur|amount debit|belastungen|payment|net debit|debit amt|dr|zahlungsbetrag ausgehend|расход|списание|сумма списания|お引出し|お支払金額|支払い金額|出金|出金額|出金金額|支払金額|提款金額|支出|支出金额|支出金額|출금액|출금|찾으신금액|출금금액|debitos|isplata|duguje|ut fra konto|ut av konto|haevet|uttag|belasta|obciazenie|wyplywy|borc|cikan|gider|sent amount|montant debit|importe debito|bedrag af|expense|expenses|out|spend|spending|cash out|withdrawals dr|ausgabe|ausgaben|ausgang|abgang|auszahlung|auszahlungen|lastschriften|gasto|gastos|egreso|egresos|retiro|retiros|uscita|saida|saidas|despesa|despesas|depenses|uitgave|uitgaven|afgeschreven|wydatki|wyplata|wyplaty|rozchod|rozchody|vydaj|vydaje|vyber|vybery|meno|menot|otto|otot|utgift|utgifter|udgift|udgifter|kiadas|terheles|terheles osszege|rashod|rashodi|cheltuieli"),
        (CsvColumn.Credit, "credit|income amount|credits|credit amount|deposit|deposits|deposit amt|deposit amount|money in|paid in|inflow|haben|gutschrift|abono|abonos|haber|accrediti|entrate|avere|amount in|credito|entree|uznania|recette|received|incoming|gutschriften|amount credit|net credit|credit amt|cr|zahlungsbetrag eingehend|приход|зачисление|сумма зачисления|お預入れ|お預り金額|預かり金額|入金|入金額|入金金額|預入金額|存款金額|收入|收入金额|收入金額|입금액|입금|맡기신금액|입금금액|creditos|uplata|potrazuje|inn pa konto|inn|indsat|insattning|wplywy|alacak|giren|gelir|received amount|montant credit|importe credito|income|in|cash in|deposits cr|einnahme|einnahmen|eingang|eingange|zugang|einzahlung|einzahlungen|ingreso|ingresos|deposito|depositos|entrata|entrada|entradas|receita|receitas|recettes|revenus|inkomsten|bijgeschreven|przychod|przychody|wplata|wplaty|prijem|prijmy|vklad|vklady|tulo|tulot|pano|panot|inntekt|inntekter|indtaegt|indtaegter|bevetel|jovairas|jovairas osszege|prihod|prihodi|incasari"),
        (CsvColumn.Direction, "dr cr|bevetel kiadas|cr dr|debit credit|credit debit|d c|dc|c d|cd|af bij|sens|soll haben|s h|sh|debet credit|debit credit indicator|credit debit indicator|direction|dr|cr dr indicator|drcr|inflow outflow|sign|收 支|收支|借贷|借方 贷方|입출금구분|d k|k d|debit kredit|soll haben kennzeichen|cargo abono|type dr cr|income expense|expense income|入払区分|mutatie type|debit or credit|debet kredit|debit credit flag|creditdebet|credit debet"),
        (CsvColumn.Fee, "fee|fees|commission|gebuhr|frais|comision|gebuehr|transaction fee|comissao|gebyr|avgift|provision|комиссия|手续费|服务费|source fee amount"),
        (CsvColumn.Payee, "payee|reszletek|merchant|counterparty|counterparty name|counter party|name|beneficiary|recipient|empfanger|auftraggeber|auftraggeber empfanger|empfanger auftraggeber|beguenstigter zahlungspflichtiger|begunstigter zahlungspflichtiger|zahlungsempfanger|zahlungsempfanger in|zahlungspflichtige r|naam tegenpartij|tegenpartij|naam|merchant name|to from|partner name|partner|nom|nom contrepartie|beneficiaire|vendor|kontrahent|nazwa kontrahenta|partner neve|from to|name description|beneficiario|mottagare|modtager|opposing name|zahlungsbeteiligter|name zahlungsbeteiligter|nazev protiuctu|saaja maksja|saaja maksja nimi|saaja maksaja|beneficiary name|payer payee|nadawca odbiorca|naam omschrijving|tegenrekeninghouder|name gegenkonto|auftraggebername|empfangername|empfaengername|gavejas|moketojas gavejas|gavejas moketojas|sanemejs maksatajs|partneris|nombre|交易对方|利用店名 商品名|ご利用店名|利用店名|보낸분 받는분|가맹점명|이용가맹점|destinatario|ordenante|ordenante beneficiario|odbiorca nadawca|nadawca|odbiorca|primatelj|prejemnik|nazev protistrany|zahlungspflichtiger|gegenpartei|zahlender empfanger|begunstigter|auftraggeber beguenstigter|auftraggeber begunstigter|name des partners|partnername|partner nev|contrepartie|tiers|controparte|контрагент|получатель|отправитель|counterparty account name|other party|other party name|opposing account name|beneficiary payer|saaja|saaja maksaja nimi|betalningsmottagare|avsandare|transaction name|merchant description|store name|description merchant|maksaja|maksunsaaja|saajan nimi|dane kontrahenta|naam tegenpartij bevat|payee name|payer name|name of sender receiver|sender receiver name|nome|supplier found|begunstigter auftraggeber|sender empfanger|jmeno protistrany|op name"),
        (CsvColumn.Description, "description|detail de l ecriture|transaktionsbeschreibung|memo|details|detail|narrative|transaction|transaction details|transaction description|verwendungszweck|buchungstext|buchungsdetails|concepto|libelle|libelle operation|descrizione|causale|omschrijving|text|tekst|tytul|tytul operacji|opis|opis transakcji|opis operacji|notes|note|communication|mededelingen|mededeling|particulars|remarks|descripcion|descricao|historico|kozlemeny|message|zprava|zprava pro prijemce|poznamka|selgitus|selite|viesti|betreff|bemerkung|hinweis|vorgang|vorgang verwendungszweck|payment details|additional info|movimento|observaciones|lancamento|aciklama|purpose|comment|comments|beschreibung|kommentar|reference text|extended details|nature|title|label|libelle simplifie|libelle de l operation|informations complementaires|desc|narration|transaction remarks|trasaction description|transaction code description|transaction ref|supplementary details|umsatztext|zahlungsreferenz|vwz|reason|posting text|betalingskenmerk|operazione|dettagli|descrizione operazioni|descrizione operazione|descrizione completa|paaiskinimai|mokejimo paskirtis|maksajuma merkis|informacija|описание|описание операции|деталі операції|назначение платежа|детали операции|категория описание|摘要|摘要内容|お取り扱い内容|内容|入出金内容|商品|商品说明|交易备注|交易說明|交易说明|備註|备注|用途|적요|기재내용|거래내용|내용|송금메모|comentario|movimiento|detalle|detalhes|descripcion movimiento|movimentos|popis|ucel|opis prometa|svrha|namen|meddelelse|meddelande|beskrivelse|beskrivning|transaktion|transaktionstext|forklaring|tapahtuma|viite viesti|viitenumero viesti|tapahtumalaji|aciklamalar|islem aciklamasi|transaction text|original description|payment reference|message to recipient|detalii tranzactie|descriere|explanation|narratives|statement descriptor|additional description|item title|subject|motif|communications|communication libre|mededeling aan begunstigde|основание|selitys|otsikko|avisierungstext|szczegoly|rubrik|transaktionstyp och text|sub description|transactie|vrije mededeling|gestructureerde mededeling|beschrijving|zahlungszweck|buchungs info|notizen|notiz|buchungsinfo|опис операції|oznaceni operace"),
        (CsvColumn.BankId, "transaction id|id|fitid|unique id|transaction number|transaktions id|transaction uid|transaktionsnummer|id transaction|unique transaction id|transaction identifier|umsatz id|n de transaction|numero d operation|operation number|id de transaccion|iraso nr|arhiveerimistunnus|archive id|arkistointitunnus|交易单号|交易订单号|transactiereferentie|transaktionsreferenz|transaction reference id|id transaccion|identificador|volgnr|transaktionscode|transferwise id|archiving code|wise id|id operace|id pohybu|id transakce|record id|transaktions nr|codice transazione|codigo de transaccion|codigo da transacao"),
        (CsvColumn.Reference, "check number|cheque number|check|cheque|check no|cheque no|check or slip number|reference|ref|reference number|ref no|referenz|kundenreferenz|referencia|serial|serial number|check num|num|document|documento|belegnummer|numero|checknumber|chq ref number|chq ref no|ref no cheque no|cheque number ref|chqno|cheque details|referentie|kundenref|docto|numero do documento|numero documento|viitenumber|viitenumero|viite|reference no|bank reference|variabilni symbol|buchungsreferenz|reference id"),
        (CsvColumn.CounterAccount, "counter account|counterparty iban|counterparty account|iban|tegenrekening|iban partner|gegenkonto|gegen iban|kontonummer iban|konto empfanger|kontonummer|opposing iban|iban zahlungsbeteiligter|beneficiary account|destination account|rekening tegenpartij|partner iban|compte contrepartie|numer rachunku kontrahenta|counterpart account|cislo protiuctu|protiucet|partner szamlaszama|tegenrekening iban bban|tegenrekeningnummer|gegeniban|bank account|partner account|kontonummer iban bic|iban auftraggeber|对方账号|konto kontrahenta|numer konta|saaja konto|counterparty account number|saaja maksja konto|konto nummer|saajan tilinumero|saajan tilinumero ja pankin bic|nr rachunku|rekeningnummer tegenpartij|cislo uctu protiuctu|sender receiver account|beneficiary iban|op bank account number|iban konto nr"),
        (CsvColumn.Currency, "currency|tranzakcio devizaneme|buchungswahrung|currency code|wahrung|waehrung|devise|moneda|divisa|munt|devizanem|mena|waluta|ccy|moeda|curr|valuutta|muntsoort|valiuta|valutacode|zahlungswahrung|monn|monnaie|валюта|валюта платежа|通貨|币种|货币|幣別|통화|valuta konta|para birimi|valute|transaktionswahrung|moneda cuenta|валюта счета|whg|devies|валюта картки|source currency|booking currency|payment currency|local currency type|booked currency|billing currency|settlement currency|account currency"),
        (CsvColumn.Balance, "balance|running balance|account balance|balance after|balance after transaction|saldo|saldo nach buchung|kontostand|solde|saldo contabile|egyenleg|saldo disponible|available balance|saldo dopo|saldo po operacji|zustatek|closing balance|saldo eur|kontosaldo|bakiye|saldo apos|saldo na mutatie|saldo final|bal|running bal|running balance amount|saldo na trn|saldo contabilistico|saldo disponivel|disponible|verfugbares guthaben|guthaben|saldo tras movimiento|saldo tras operacion|ledger balance|остаток|остаток после операции|залишок після операції|残高|差引残高|取引後残高|余额|餘額|账户余额|잔액|거래후잔액|tilgaengelig saldo|bokfort saldo|saldo despues|stanje|balanse|nouveau solde|saldo rekening|account balance after|cleared balance|solde apres operation|cash balance|saldo po transakcji|saldo in|tillgangligt saldo|partial balance|залишок на кінець періоду"),
        (CsvColumn.Category, "category|kategorie|categorie|categoria|categoria principal|category name|kategoria|категория|交易分类|大項目|分類|分类|moneymap|категорія"),
        (CsvColumn.Account, "account|account name|konto|cuenta|compte|conta|rekening|account number|saskaitos nr|auftragskonto|iban auftragskonto|iban bban|rekeningnummer|konto auftragskonto|conto o carta|номер счета|номер счёта|numero de compte|kontonamn|kontonavn|kliento saskaita|account no|kontoname|kontobezeichnung|保有金融機関|own account|iban kontoinhaber|kundenkonto|kliendi konto|klienta konts|accountnum|customer account no|iban auftraggeberkonto|posted account|cislo uctu|rachunek"),
        (CsvColumn.Tags, "tags|tag|labels"),
        (CsvColumn.Status, "status|state|transaction status|stav|статус|交易状态|当前状态|상태|stato|contabilizzazione|estado|statut|etat|info umsatz|statuss|statut operation|status transakcji"),
        (CsvColumn.ForeignAmount, "original amount|foreign amount|amount in foreign currency|amount foreign currency|originalbetrag|ursprungsbetrag|fremdwahrungsbetrag|native amount|local amount|amount original currency|сумма операции|сума в валюті операції|oorspr bedrag|origineel bedrag|montant devise|betrag in fremdwahrung|importe original|betrag originalwahrung|belob i valuta|utenlandsk belop|utlandskt belopp|amount foreign|orig amount|fremdwahrungsbetrag|сума в валюті транзакції|сумма в валюте операции|target amount|ursprunglicher betrag"),
        (CsvColumn.ForeignCurrency, "original currency|foreign currency|originalwahrung|fremdwahrung|transaction currency|local currency|oorspr munt|originele valuta|devise origine|merchant currency|valuta originale|валюта операции|type foreign currency|orig currency|foreign currency type|typ fremdwahrung|валюта транзакції|target currency"),
    }.SelectMany(r => r.Words.Split('|').Select(word => (word: TextFolding.Key(word), r.Role))).DistinctBy(w => w.word).ToFrozenDictionary(w => w.word, w => w.Role, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Payers = Keys("zahlungspflichtiger|zahlungspflichtige r|zahlungspflichtiger name|auftraggeber|auftraggebername|name auftraggeber|maksja|maksaja|nadawca|ordenante|payer|payer name|sender|sender name|avsandare|avsender|afsender|betaler|mittente|ordinante|donneur d ordre|opdrachtgever|moketojas|maksatajs|отправитель|плательщик|platce|platitel|from|source name");

    private static readonly FrozenSet<string> Recipients = Keys("zahlungsempfanger|zahlungsempfanger in|empfanger|empfangername|name empfanger|begunstigter|beguenstigter|saaja|saajan nimi|maksunsaaja|odbiorca|beneficiario|destinatario|recipient|recipient name|beneficiary|beneficiary name|receiver|payee|mottagare|betalningsmottagare|mottaker|modtager|beneficiaire|begunstigde|gavejas|sanemejs|получатель|prijemce|to|target name|payee name");

    private static readonly FrozenSet<string> Booked = Keys("booking amount|booked amount|billing amount|settlement amount|account amount|posted amount");

    private static readonly FrozenSet<string> Quantities = Keys("quantity|shares|units|no of shares|qty|stuck|stuckzahl|anzahl|nominale|quantite|cantidad|aantal|antal|quantity transacted");

    private static readonly FrozenSet<string> Prices = Keys("price|share price|price share|unit price|price per share|kurs|stuckpreis|cours|precio|koers|price at transaction|spot price at transaction");

    /// <summary>What stands in columns of numbers that are no bookings, as part of their header.</summary>
    private static readonly FrozenSet<string> NoAmounts = Keys("balance|bal|saldo|solde|kontostand|guthaben|rate|kurs|koers|wechselkurs|taux|tax|vat|mwst|iva|mcc|plz|zip|остаток|残高|余额");

    /// <summary>The role that a header cell names, with the currency that it mentions; null where it names none.</summary>
    public static (CsvColumn? Role, string? Currency) Find(string cell)
    {
        if (cell.Length > 80)
        {
            return (null, null);
        }

        // "Amount (total)", "Description 2" and "RunningBalance" are what they are without the addition, the number and the joint.
        foreach (var text in new[] { cell, Bracketed().Replace(cell, " "), Numbered().Replace(cell, ""), Joint().Replace(cell, " ") })
        {
            var (role, currency) = FindKey(TextFolding.Key(text));
            if (role is not null)
            {
                return (role, currency ?? FindKey(TextFolding.Key(cell)).Currency);
            }
        }

        return (OfBoth(cell), null);
    }

    /// <summary>"Memo / Description": two names of one thing. Names of two things ("Debit/Credit") are none.</summary>
    private static CsvColumn? OfBoth(string cell) =>
        cell.IndexOf('/', StringComparison.Ordinal) is > 0 and var stroke
        && FindKey(TextFolding.Key(cell[..stroke])).Role is { } first && FindKey(TextFolding.Key(cell[(stroke + 1)..])).Role == first ? first : null;

    /// <summary>The columns of who pays and who is paid, where a table has one of each: which of them is the other party, the sign says. (-1, -1) elsewhere.</summary>
    public static (int Payer, int Recipient) Sides(IReadOnlyList<string> header)
    {
        var keys = header.Select(h => h.Length <= 80 ? TextFolding.Key(h) : "").ToList();
        var (payers, recipients) = (keys.Index().Where(k => Payers.Contains(k.Item)).ToList(), keys.Index().Where(k => Recipients.Contains(k.Item)).ToList());
        return payers.Count == 1 && recipients.Count == 1 ? (payers[0].Index, recipients[0].Index) : (-1, -1);
    }

    /// <summary>True for a header that is nothing but a currency: "CAD$", "EUR".</summary>
    public static bool IsCurrency(string cell) => CurrencyOf(cell) is not null;

    /// <summary>The code of such a header; null for any other.</summary>
    public static string? CurrencyOf(string? cell) =>
        cell is { Length: < 8 } && TextFolding.Key(cell) is { Length: 3 } key && Currencies.DecimalsOf(key.ToUpperInvariant()) is not null ? key.ToUpperInvariant() : null;

    /// <summary>True for the amount that arrives, beside the one that was sent.</summary>
    public static bool IsTarget(string? cell) => cell is not null && TextFolding.Key(cell).StartsWith("target ", StringComparison.Ordinal);

    /// <summary>Where the quantity of a security stands; -1 where no column is named so.</summary>
    public static int Quantity(IReadOnlyList<string> header) => IndexOf(header, Quantities);

    /// <summary>Where the price of one stands; -1 where no column is named so.</summary>
    public static int Price(IReadOnlyList<string> header) => IndexOf(header, Prices);

    /// <summary>True for a sum to which something is added.</summary>
    public static bool IsSubtotal(string cell) => TextFolding.Key(Bracketed().Replace(cell, " ")) is "subtotal" or "sub total";

    /// <summary>True for the sum of all.</summary>
    public static bool IsTotal(string cell) => TextFolding.Key(Bracketed().Replace(cell, " ")) is "total" or "total amount";

    /// <summary>Where the amount in which was paid stands, in a table that has the amount in which was booked behind it; -1 elsewhere.</summary>
    public static int Original(IReadOnlyList<string> header)
    {
        var keys = header.Select(h => h.Length <= 40 ? TextFolding.Key(h) : "").ToList();
        var (paid, booked) = (keys.IndexOf("transaction amount"), keys.FindIndex(Booked.Contains));
        return paid >= 0 && booked > paid ? paid : -1;
    }

    /// <summary>True for the header of a balance, a rate or a code: numbers that nobody paid.</summary>
    public static bool IsNoAmount(string cell) => TextFolding.Key(Joint().Replace(cell, " ")).Split(' ').Any(NoAmounts.Contains);

    private static (CsvColumn? Role, string? Currency) FindKey(string key)
    {
        if (key.Length is 0 or > 60)
        {
            return (null, null);
        }

        var space = key.LastIndexOf(' ');
        var last = space > 0 ? key[(space + 1)..].ToUpperInvariant() : "";
        var currency = Currencies.DecimalsOf(last) is null ? null : last;
        return Words.TryGetValue(key, out var exact) ? (exact, currency)
            : currency is not null && (Words.TryGetValue(key[..space], out var stem) || (key[..space].EndsWith(" in", StringComparison.Ordinal) && Words.TryGetValue(key[..(space - 3)], out stem))) ? (stem, currency)
            : (null, currency);
    }

    private static int IndexOf(IReadOnlyList<string> header, FrozenSet<string> words) => header.ToList().FindIndex(h => h.Length <= 40 && words.Contains(TextFolding.Key(Bracketed().Replace(h, " "))));

    private static FrozenSet<string> Keys(string words) => words.Split('|').Select(TextFolding.Key).ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"[(（\[][^()（）\[\]]*[)）\]]")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"[\s\-_.]*\d{1,2}\s*$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"(?<=\p{Ll})(?=\p{Lu}\p{Ll})")]
    private static partial Regex Joint();
}
