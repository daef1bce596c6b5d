using System.Globalization;
using System.Text;

namespace FinanceAspire.Tests.Support;

/// <summary>
/// Fills a book with entries of every kind and with names and texts that mean something to other programs. The same seed
/// makes the same book.
/// </summary>
public static class RandomBook
{
    private static readonly string[] Texts =
    [
        "", "Corner Market", "Café Zürich", "a; b", "x | y", "* starred", "(code) shop", "date:2020-01-01", "see [2020-01-01]", "quote \" and \\ back",
        "тест", "=formula", "tag:, more", "! bang", "payee: x", "1,000.00 EUR", "@@ 5 EUR", "日本", "ends with colon:", "#hash",
    ];

    private static readonly (string Code, int Decimals)[] Commodities = [("EUR", 2), ("USD", 2), ("JPY", 0), ("VWCE", 6), ("BRK.B", 4)];

    /// <summary>Records so many transactions over ten years, prices, claims that hold and one that does not, a reconciled statement.</summary>
    public static async Task FillAsync(BookSession book, int transactions, int seed)
    {
        var random = new Random(seed);
        await book.ChangeAsync($"insert into commodities (book_id, code, decimals) values {string.Join(", ", Commodities.Skip(1).Select(c => $"('{book.Book}', '{c.Code}', {c.Decimals})"))}");
        var accounts = new List<(Guid Id, string Commodity, int Decimals)> { (book.Bank, "EUR", 2), (book.Food, "EUR", 2) };
        var sql = new StringBuilder();
        (string Name, string Type, int Commodity, Guid? Parent)[] more =
        [
            ("Food", "asset", 1, null), ("savings: long; term", "asset", 0, null), ("Café", "expense", 0, book.Food), ("(virtual)", "expense", 0, book.Food), ("Yen", "asset", 2, null),
            ("World fund", "asset", 3, null), ("Berkshire \"B\"", "asset", 4, null), ("Mortgage", "liability", 0, null), ("日本の口座", "liability", 2, null), ("Salary", "income", 0, null),
            ("salary", "income", 0, null), ("Opening", "equity", 0, null), ("USD spending", "expense", 1, null), ("café!", "expense", 0, book.Food),
        ];
        foreach (var (name, type, commodity, parent) in more)
        {
            var id = Guid.CreateVersion7();
            accounts.Add((id, Commodities[commodity].Code, Commodities[commodity].Decimals));
            sql.Append(CultureInfo.InvariantCulture, $"insert into accounts (book_id, id, parent_id, name, type, commodity) values ('{book.Book}', '{id}', {(parent is null ? "null" : $"'{parent}'")}, {Quote(name)}, '{type}', '{Commodities[commodity].Code}');");
        }

        foreach (var text in Texts.Where(t => t.Length > 0))
        {
            sql.Append(CultureInfo.InvariantCulture, $"insert into payees (book_id, id, name) values ('{book.Book}', gen_random_uuid(), {Quote(text)});");
        }

        for (var i = 0; i < 40; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"insert into prices (book_id, id, commodity, currency, date, price) values ('{book.Book}', gen_random_uuid(), '{Commodities[1 + (i % 4)].Code}', 'EUR', '{new DateOnly(2016, 1, 1).AddDays(i * 90):yyyy-MM-dd}', {0.0001m + (random.Next(1, 1_000_000) / 10_000m)});");
        }

        await book.ChangeAsync(sql.ToString());
        for (var done = 0; done < transactions; done += 1000)
        {
            await book.ChangeAsync(Batch(book, accounts, random, Math.Min(1000, transactions - done)));
        }

        await book.ChangeAsync($"""
            select finish_reconciliation(gen_random_uuid(), '{book.Bank}', '2018-06-30',
              (select sum(quantity) from postings where account_id = '{book.Bank}' and date <= '2018-06-30' and cleared = 1),
              (select array_agg(id) from postings where account_id = '{book.Bank}' and date <= '2018-06-30' and cleared = 1));
            insert into balance_assertions (book_id, id, account_id, date, quantity)
              select '{book.Book}', gen_random_uuid(), a.id, '2021-12-31', coalesce((select sum(quantity) from postings p where p.account_id = a.id and p.date <= '2021-12-31'), 0)
                from accounts a where a.type in ('asset', 'liability');
            insert into balance_assertions (book_id, id, account_id, date, quantity) values ('{book.Book}', gen_random_uuid(), '{book.Bank}', '2022-06-30', 123456789.01)
            """);
    }

    private static string Batch(BookSession book, List<(Guid Id, string Commodity, int Decimals)> accounts, Random random, int count)
    {
        var (head, legs) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < count; i++)
        {
            var (id, date, currency) = (Guid.CreateVersion7(), new DateOnly(2016, 1, 1).AddDays(random.Next(3650)), random.Next(10) == 0 ? 1 : 0);
            var tags = random.Next(4) == 0 ? $"array[{string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(n => Quote(Texts[1 + ((n * 7) % (Texts.Length - 1))] + n)))}]" : "'{}'::text[]";
            var payee = Texts[random.Next(Texts.Length)];
            head.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"('{id}'::uuid, '{date:yyyy-MM-dd}'::date, {Quote(payee)}, {Quote(Texts[random.Next(Texts.Length)])}, '{Commodities[currency].Code}', {tags})");
            var (rest, n) = (0m, random.Next(2, 5));
            for (var leg = 0; leg < n; leg++)
            {
                var last = leg == n - 1;
                var candidates = last ? accounts.Where(a => a.Commodity == Commodities[currency].Code).ToList() : accounts;
                var account = candidates[random.Next(candidates.Count)];
                var value = last ? -rest : random.Next(50) == 0 ? 0 : random.Next(-500_000, 500_000) / 100m;
                var quantity = account.Commodity == Commodities[currency].Code ? value
                    : value == 0 ? 0 : Math.Sign(value) * Math.Max(1, Math.Round(Math.Abs(value) * random.Next(1, 100_000) / 1000m, account.Decimals));
                rest += value;
                var memo = random.Next(5) == 0 ? Texts[random.Next(Texts.Length)] : "";
                legs.Append(legs.Length == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture,
                    $"('{book.Book}', gen_random_uuid(), '{id}', {leg}, '{account.Id}', '{date:yyyy-MM-dd}', '{Commodities[currency].Code}', '{account.Commodity}', {quantity}, {value}, {Quote(memo)}, {random.Next(2)})");
            }
        }

        return $"""
            insert into transactions (book_id, id, date, payee_id, description, currency, tags)
              select '{book.Book}', x.id, x.date, y.id, x.description, x.currency, x.tags
                from (values {head}) x (id, date, payee, description, currency, tags) left join payees y on y.name = x.payee;
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value, memo, cleared) values {legs}
            """;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
