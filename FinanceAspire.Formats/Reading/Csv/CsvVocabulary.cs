using System.Collections.Frozen;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Amounts;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// What banks write above their columns, in the languages of the files that were seen. Compared without case, accents and
/// punctuation; a trailing currency code ("Amount (EUR)") is cut off first.
/// </summary>
internal static class CsvVocabulary
{
    private static readonly FrozenDictionary<string, CsvColumn> Words = new (CsvColumn Role, string Words)[]
    {
        (CsvColumn.Date, "date|date de l operation|tranzakcio datuma|buchungsdatum valuta|transaction date|posting date|posted date|date posted|booking date|booked date|completed date|trans date|operation date|process date|effective date|entry date|buchungstag|buchungsdatum|buchung|datum|belegdatum|transaktionsdatum|fecha|fecha operacion|fecha contable|data|data operacao|data movimento|data mov|data contabile|data operazione|date operation|date d operation|date comptable|date de comptabilisation|boekdatum|transactiedatum|bokforingsdag|bokforingsdatum|bogforingsdato|dato|data operacji|data ksiegowania|data transakcji|konyveles datuma|datum zauctovani|datum provedeni|datum transakce|kuupaev|paivays|kirjauspaiva|tarih|islem tarihi|created|timestamp|time|datetime|date time|date utc|created utc|uitvoeringsdatum|data lancamento"),
        (CsvColumn.ValueDate, "value date|valutadatum|wertstellung|wertstellungstag|wert|valor date|fecha valor|date valeur|date de valeur|data valor|data valuta|rentedatum|settlement date|valuutadatum|rentedato|datum valuty|ertektnap|started date"),
        (CsvColumn.Amount, "amount|montant de l operation|tranzakcio osszege|buchungsbetrag|transaction amount|betrag|umsatz|importe|import|montant|montant operation|importo|bedrag|belop|beloeb|belob|kwota|kwota operacji|osszeg|castka|suma|summa|sum|maara|tutar|valor|value|net|net amount|amount net|saldo movimento|bedrag eur|betrag eur|zaucastka|transaction value|total|gesamtbetrag|amount paid|subtotal|summ"),
        (CsvColumn.Debit, "debit|debits|debit amount|withdrawal|withdrawals|withdrawal amt|withdrawal amount|money out|paid out|outflow|soll|belastung|lastschrift|cargo|cargos|debe|addebiti|uscite|dare|amount out|wydatek|obciazenia|debito|debet|sortie|depense|debits amount|spent|payments|outgoing|ut|af|debit eur|amount debit|belastungen|payment"),
        (CsvColumn.Credit, "credit|credits|credit amount|deposit|deposits|deposit amt|deposit amount|money in|paid in|inflow|haben|gutschrift|abono|abonos|haber|accrediti|entrate|avere|amount in|credito|entree|uznania|recette|received|incoming|gutschriften|amount credit"),
        (CsvColumn.Direction, "dr cr|bevetel kiadas|cr dr|debit credit|credit debit|d c|dc|c d|cd|af bij|sens|soll haben|s h|sh|debet credit|debit credit indicator|credit debit indicator|direction|dr|cr dr indicator|drcr|inflow outflow|sign"),
        (CsvColumn.Fee, "fee|fees|commission|gebuhr|frais"),
        (CsvColumn.Payee, "payee|reszletek|merchant|counterparty|counterparty name|counter party|name|beneficiary|recipient|empfanger|auftraggeber|auftraggeber empfanger|empfanger auftraggeber|beguenstigter zahlungspflichtiger|begunstigter zahlungspflichtiger|zahlungsempfanger|zahlungsempfanger in|zahlungspflichtige r|naam tegenpartij|tegenpartij|naam|merchant name|to from|partner name|partner|nom|nom contrepartie|beneficiaire|vendor|kontrahent|nazwa kontrahenta|partner neve|from to|name description|beneficiario|mottagare|modtager|opposing name|zahlungsbeteiligter|name zahlungsbeteiligter|nazev protiuctu|saaja maksja|saaja maksja nimi|saaja maksaja|beneficiary name|payer payee|nadawca odbiorca"),
        (CsvColumn.Description, "description|detail de l ecriture|transaktionsbeschreibung|memo|details|detail|narrative|transaction|transaction details|transaction description|verwendungszweck|buchungstext|buchungsdetails|concepto|libelle|libelle operation|descrizione|causale|omschrijving|text|tekst|tytul|tytul operacji|opis|opis transakcji|opis operacji|notes|note|communication|mededelingen|mededeling|particulars|remarks|descripcion|descricao|historico|kozlemeny|message|zprava|zprava pro prijemce|poznamka|selgitus|selite|viesti|betreff|bemerkung|hinweis|vorgang|vorgang verwendungszweck|payment details|additional info|movimento|observaciones|lancamento|aciklama|purpose|comment|comments|beschreibung|kommentar|reference text|extended details|nature|title"),
        (CsvColumn.BankId, "transaction id|id|fitid|unique id|transaction number|transaktions id|transaction uid|transaktionsnummer|id transaction|unique transaction id|transaction identifier|umsatz id"),
        (CsvColumn.Reference, "check number|cheque number|check|cheque|check no|cheque no|check or slip number|reference|ref|reference number|ref no|referenz|kundenreferenz|referencia|serial|serial number|check num|num|document|documento|belegnummer|numero"),
        (CsvColumn.CounterAccount, "counter account|counterparty iban|counterparty account|iban|tegenrekening|iban partner|gegenkonto|gegen iban|kontonummer iban|konto empfanger|kontonummer|opposing iban|iban zahlungsbeteiligter|beneficiary account|destination account|rekening tegenpartij|partner iban|compte contrepartie|numer rachunku kontrahenta|counterpart account|cislo protiuctu|protiucet|partner szamlaszama"),
        (CsvColumn.Currency, "currency|tranzakcio devizaneme|buchungswahrung|currency code|wahrung|waehrung|devise|moneda|divisa|munt|devizanem|mena|waluta|ccy|moeda|curr|valuutta|muntsoort"),
        (CsvColumn.Balance, "balance|running balance|account balance|balance after|balance after transaction|saldo|saldo nach buchung|kontostand|solde|saldo contabile|egyenleg|saldo disponible|available balance|saldo dopo|saldo po operacji|zustatek|closing balance|saldo eur|kontosaldo|bakiye|saldo apos|saldo na mutatie|saldo final"),
        (CsvColumn.Category, "category|kategorie|categorie|categoria|categoria principal|category name|kategoria"),
        (CsvColumn.Account, "account|account name|konto|cuenta|compte|conta|rekening"),
        (CsvColumn.Tags, "tags|tag|labels"),
        (CsvColumn.Status, "status|state|transaction status|stav"),
        (CsvColumn.ForeignAmount, "original amount|foreign amount|amount in foreign currency|amount foreign currency|originalbetrag|ursprungsbetrag|fremdwahrungsbetrag|native amount|local amount|amount original currency"),
        (CsvColumn.ForeignCurrency, "original currency|foreign currency|originalwahrung|fremdwahrung|transaction currency|local currency"),
    }.SelectMany(r => r.Words.Split('|').Select(word => (word, r.Role))).DistinctBy(w => w.word).ToFrozenDictionary(w => w.word, w => w.Role, StringComparer.Ordinal);

    /// <summary>The role that a header cell names, with the currency that it mentions; null where it names none.</summary>
    public static (CsvColumn? Role, string? Currency) Find(string cell)
    {
        var key = TextFolding.Key(cell);
        if (key.Length is 0 or > 60)
        {
            return (null, null);
        }

        var space = key.LastIndexOf(' ');
        var last = space > 0 ? key[(space + 1)..].ToUpperInvariant() : "";
        var currency = Currencies.DecimalsOf(last) is null ? null : last;
        return Words.TryGetValue(key, out var exact) ? (exact, currency)
            : currency is not null && Words.TryGetValue(key[..space], out var stem) ? (stem, currency)
            : (null, null);
    }
}
