using System.Globalization;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Transactions;
using Microsoft.Data.Sqlite;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// Actual's own export: a zip with <c>db.sqlite</c>. Amounts are whole numbers of hundredths, days are numbers such as
/// 20260131, a transfer is two rows that name each other, a split is a parent and its children.
/// </summary>
internal static class ActualReader
{
    private sealed record Row(string Id, string Account, int Date, long Amount, string? Category, string Payee, string? TransferAccount, string? TransferId, string Notes, bool Cleared, bool IsParent, string? ParentId, bool IsOpening);

    private sealed record Category(string Name, string Group, bool IsIncome);

    public static bool Fits(ReadOnlySpan<byte> bytes) => bytes.StartsWith("SQLite format 3\0"u8);

    public static ReadResult Read(byte[] bytes, ReadOptions options, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.sqlite");
        try
        {
            var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(path, create))
            {
                file.Write(bytes);
            }

            using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            database.Open();
            // A file from anywhere: its schema may run nothing, its pages are checked.
            Execute(database, "pragma trusted_schema = off; pragma cell_size_check = on; pragma query_only = on");
            return Read(database, options, problems, cancellationToken);
        }
        catch (SqliteException)
        {
            problems.Fatal(ProblemCodes.UnsupportedFormat, "This is a SQLite database, but not a whole one of Actual. Of GnuCash, save the book as XML.");
            return new() { Problems = problems.ToList() };
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ReadResult Read(SqliteConnection database, ReadOptions options, ProblemList problems, CancellationToken cancellationToken)
    {
        var builder = new JournalBuilder(problems);
        var currency = options.Currency ?? BookResult.NoCurrency;
        var accounts = Query(database, "select id, name, closed from accounts where tombstone = 0 order by sort_order, name", r => (Id: r.GetString(0), Name: $"Assets:{BookResult.Name(r.GetString(1))}", Closed: r.GetInt64(2) != 0))
            .ToDictionary(a => a.Id);
        foreach (var account in accounts.Values)
        {
            builder.Declare(account.Name, commodity: currency);
            if (account.Closed)
            {
                builder.Close(account.Name);
            }
        }

        var categories = Query(database, """
            select m.id, c.name, coalesce(g.name, ''), coalesce(c.is_income, 0) from category_mapping m
              join categories c on c.id = m.transferId left join category_groups g on g.id = c.cat_group
            """, r => (Id: r.GetString(0), Category: new Category(r.GetString(1), r.GetString(2), r.GetInt64(3) != 0))).DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Category);
        var rows = Query(database, """
            select t.id, t.acct, t.date, t.amount, t.category, coalesce(p.name, ''), p.transfer_acct, t.transferred_id, coalesce(t.notes, ''), coalesce(t.cleared, 0),
                   t.isParent, case when t.isChild = 1 then t.parent_id end, coalesce(t.starting_balance_flag, 0)
              from transactions t
              left join payee_mapping m on m.id = t.description
              left join payees p on p.id = m.targetId
              where t.tombstone = 0 and t.date is not null and t.acct is not null
              order by t.date, t.sort_order desc, t.id
            """, r => new Row(
                r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt64(3), Text(r, 4), r.GetString(5), Text(r, 6), Text(r, 7), r.GetString(8), r.GetInt64(9) != 0, r.GetInt64(10) != 0, Text(r, 11), r.GetInt64(12) != 0));
        var children = rows.Where(r => r.ParentId is not null).ToLookup(r => r.ParentId!);
        var byId = rows.DistinctBy(r => r.Id).ToDictionary(r => r.Id);
        var line = 0;
        foreach (var row in rows.Where(r => r.ParentId is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            line++;
            if (Transaction(line, row) is { } raw)
            {
                builder.Add(raw);
            }
        }

        return BookResult.Of("actual", builder, problems);

        RawTransaction? Transaction(int number, Row row)
        {
            if (!accounts.TryGetValue(row.Account, out var account) || !DateOnly.TryParseExact(row.Date.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                problems.Error(number, ProblemCodes.BadRecord, $"The transaction {ProblemList.Cut(row.Id)} has no account or no day.");
                return null;
            }

            var parts = row.IsParent && children.Contains(row.Id) ? children[row.Id].ToList() : [row];
            // Each move between accounts is there from both sides; the one that holds a split tells more, else the one that pays.
            if (row.TransferId is { } twin && byId.TryGetValue(twin, out var other)
                && (other.ParentId is not null || other.Amount < row.Amount || (other.Amount == row.Amount && string.CompareOrdinal(other.Id, row.Id) < 0)))
            {
                return null;
            }

            var raw = new RawTransaction(number, date)
            {
                Id = Guid.TryParse(row.Id, out var id) ? id : null,
                Payee = row.TransferAccount is null ? TextFolding.Fold(row.Payee) : "",
                Description = row.Notes,
                Currency = currency,
            };
            raw.Postings.Add(new RawPosting(account.Name, Hundredths(row.Amount), null, false, row.Cleared ? ClearedStatus.Cleared : ClearedStatus.Uncleared));
            raw.Postings.AddRange(parts.Select(p => new RawPosting(Other(p), Hundredths(-p.Amount), null, false, ClearedStatus.Uncleared) { Memo = ReferenceEquals(p, row) ? "" : p.Notes }));
            return raw;
        }

        string Other(Row part) =>
            part.TransferAccount is { } transfer && accounts.TryGetValue(transfer, out var own) ? own.Name
            : part.IsOpening ? BookResult.OpeningBalances
            : part.Category is { } id && categories.TryGetValue(id, out var c)
                ? c.IsIncome ? $"Income:{BookResult.Name(c.Name)}" : $"Expenses:{(c.Group.Length > 0 ? BookResult.Name(c.Group) + ":" : "")}{BookResult.Name(c.Name)}"
            : part.Amount > 0 ? $"Income:{BookResult.NoIncome}" : $"Expenses:{BookResult.NoExpense}";

        RawAmount Hundredths(long amount) => new(amount / 100m, currency);
    }

    private static List<T> Query<T>(SqliteConnection database, string sql, Func<SqliteDataReader, T> row)
    {
        using var command = database.CreateCommand();
#pragma warning disable CA2100 // Constants of this file only.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private static void Execute(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
#pragma warning disable CA2100 // A constant of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
