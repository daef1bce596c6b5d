using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>
/// A whole book (another program's journal or export) into this one: its accounts meet ours by type and path, its
/// transactions are recognised again by their ids, else by day, text and postings, counted. One plan, one operation.
/// </summary>
public static class BookImport
{
    private sealed record NewAccount(Guid Id, Guid? ParentId, string Name, string Type, string Commodity, string? Role, bool Closed);

    private sealed record Plan(
        List<NewAccount> Accounts, List<JournalCommodity> Commodities, List<JournalPrice> Prices, List<JournalAssertion> Assertions, List<JournalTransaction> Transactions);

    private sealed record Earlier(string Fingerprint, Guid TransactionId);

    /// <summary>Plans it; nothing is booked.</summary>
    /// <param name="books">The books.</param>
    /// <param name="access">Whose.</param>
    /// <param name="head">Accounts, commodities, prices, claims.</param>
    /// <param name="transactions">In the order of the file.</param>
    /// <param name="file">The file.</param>
    /// <param name="now">The time of the plan.</param>
    /// <param name="cancellationToken">Stops it; nothing is stored then.</param>
    public static Task<Outcome<StoredPlan>> PlanAsync(
        BookDatabase books, BookAccess access, JournalHead head, IReadOnlyList<JournalTransaction> transactions, ImportedFile file, DateTimeOffset now, CancellationToken cancellationToken) =>
        transactions.Count > StatementPlanning.MaxLines
            ? Task.FromResult<Outcome<StoredPlan>>(new Refusal(RefusalCodes.TooManyLines, $"The file has {transactions.Count} transactions; at most {StatementPlanning.MaxLines} are read at once."))
            : books.PlanAsync<StoredPlan>(access, async db =>
            {
                var (plan, paths) = await PlaceAsync(db, access.BookId, head, transactions, cancellationToken);
                var import = new Import
                {
                    BookId = access.BookId,
                    Id = Guid.CreateVersion7(),
                    FileName = PlainText.Clean(file.Name, 200),
                    FileHash = file.Hash,
                    Format = file.Format,
                    Source = "book",
                    Currency = head.Currency,
                    StatementFrom = transactions.Count > 0 ? transactions.Min(t => t.Date) : null,
                    StatementTo = transactions.Count > 0 ? transactions.Max(t => t.Date) : null,
                    Problems = JsonSerializer.Serialize(file.Problems.Take(1000)),
                    Journal = await PackAsync(plan, cancellationToken),
                    CreatedBy = access.UserId,
                    CreatedAt = now,
                    PlannedVersion = await db.Books.Where(b => b.Id == access.BookId).Select(b => b.Version).SingleAsync(cancellationToken),
                };
                return await ImportStore.SaveAsync(db, import, await RowsAsync(db, access.BookId, plan.Transactions, paths, cancellationToken), cancellationToken);
            }, cancellationToken);

    /// <summary>What a stored plan would add beside transactions: the new accounts by their names.</summary>
    public static async Task<IReadOnlyList<string>> NewAccountsAsync(Import import, CancellationToken cancellationToken)
    {
        var plan = await UnpackAsync(import.Journal!, cancellationToken);
        return [.. plan.Accounts.Select(a => $"{a.Name} ({a.Type}, {a.Commodity})")];
    }

    internal static async Task<Outcome<ImportResult>> CommitAsync(LedgerDbContext db, Import import, Guid operationId, ImportProgress progress, CancellationToken cancellationToken)
    {
        var plan = await UnpackAsync(import.Journal!, cancellationToken);
        var rows = await db.ImportRows.AsNoTracking().Where(r => r.BookId == import.BookId && r.ImportId == import.Id).Select(r => new { r.Row, r.Decision }).ToListAsync(cancellationToken);
        var chosen = rows.Where(r => r.Decision == "new").Select(r => plan.Transactions[r.Row - 1]).ToList();
        var ids = chosen.Select(t => t.Id).ToArray();
        if (await db.Transactions.AnyAsync(t => t.BookId == import.BookId && ids.Contains(t.Id), cancellationToken))
        {
            return new Refusal(RefusalCodes.BookChanged, "Some of these transactions have come in since the preview. Upload the file again.");
        }

        foreach (var commodity in plan.Commodities)
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into commodities (book_id, code, name, decimals) values ({import.BookId}, {commodity.Code}, {commodity.Name}, {commodity.Decimals})
                  on conflict (book_id, code) do update set decimals = greatest(commodities.decimals, excluded.decimals)
                """, cancellationToken);
        }

        // Parents stand before their children. What was opened by the same name since the preview takes its place.
        foreach (var account in plan.Accounts)
        {
            if (await db.Accounts.AnyAsync(a => a.BookId == import.BookId && a.ParentId == account.ParentId && a.Name == account.Name && a.Type == AccountTypes.Parse(account.Type), cancellationToken))
            {
                return new Refusal(RefusalCodes.BookChanged, $"An account '{account.Name}' has been opened since the preview. Upload the file again.");
            }

            db.Accounts.Add(new Account
            {
                BookId = import.BookId,
                Id = account.Id,
                ParentId = account.ParentId,
                Name = account.Name,
                Type = AccountTypes.Parse(account.Type),
                Commodity = account.Commodity,
                Role = account.Role,
                Closed = account.Closed,
            });
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var (part, i) in chosen.Chunk(10_000).Select((p, i) => (p, i)))
        {
            await progress.TellAsync("booking", i * 10_000, chosen.Count, cancellationToken);
            await TransactionBatch.InsertAsync(db, import.BookId, [.. part.Select(Entry)], cancellationToken);
        }

        await BookFactsAsync(db, import, plan, cancellationToken);
        await ImportBooking.FinishAsync(db, import, operationId, cancellationToken);
        return new ImportResult(chosen.Count, rows.Count - chosen.Count, 0, 0, null, null, []);
    }

    /// <summary>Each account of the file as one of ours, or as a new one.</summary>
    private static async Task<(Plan Plan, Dictionary<Guid, string> Paths)> PlaceAsync(
        LedgerDbContext db, Guid bookId, JournalHead head, IReadOnlyList<JournalTransaction> transactions, CancellationToken cancellationToken)
    {
        var ours = await db.AccountsAsync(bookId, cancellationToken: cancellationToken);
        var byPath = ours.ToDictionary(a => (a.TypeCode, a.Path));
        var roles = ours.Where(a => a.Role is not null).Select(a => (a.Role!, a.Currency)).ToHashSet();
        var placed = new Dictionary<Guid, (Guid Id, string Path)>();
        var added = new List<NewAccount>();
        foreach (var account in head.Accounts)
        {
            var (type, commodity) = (AccountTypes.Code(account.Type), account.Commodity ?? head.Currency);
            var parent = account.ParentId is { } p && placed.TryGetValue(p, out var above) ? above : ((Guid Id, string Path)?)null;
            var name = PlainText.Clean(account.Name, 200) is { Length: > 0 } clean ? clean : "(no name)";
            foreach (var attempt in new[] { name, $"{name} ({commodity})" })
            {
                var path = parent is { } q ? $"{q.Path}:{attempt}" : attempt;
                if (byPath.TryGetValue((type, path), out var known))
                {
                    if (known.Currency != commodity)
                    {
                        continue;
                    }

                    placed[account.Id] = (known.Id, path);
                }
                else
                {
                    var role = parent is null && Role(type, name) is { } r && roles.Add((r, commodity)) ? r : null;
                    placed[account.Id] = (Guid.CreateVersion7(), path);
                    added.Add(new(placed[account.Id].Id, parent?.Id, attempt, type, commodity, role, account.Closed));
                    byPath[(type, path)] = new AccountLine(placed[account.Id].Id, attempt, path, type, commodity, parent?.Id, false, role, 1, 0, 0, 0, null, null, null, null, true);
                }

                break;
            }
        }

        var resolved = transactions.Select(t => t with { Postings = [.. t.Postings.Select(p => p with { AccountId = placed[p.AccountId].Id })] }).ToList();
        var plan = new Plan(
            added, [.. head.Commodities], [.. head.Prices],
            [.. head.Assertions.Where(a => a.Outstanding == 0 && placed.ContainsKey(a.AccountId)).Select(a => a with { AccountId = placed[a.AccountId].Id })], resolved);
        return (plan, placed.Values.DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => p.Path));
    }

    /// <summary>The accounts that the program itself finds by role, under the names that it gives them.</summary>
    private static string? Role(string type, string name) => (type, name) switch
    {
        ("equity", "Opening balances") => AccountRoles.OpeningBalances,
        ("expense", "Uncategorised") => AccountRoles.UncategorisedExpense,
        ("income", "Uncategorised income") => AccountRoles.UncategorisedIncome,
        _ => null,
    };

    private static async Task<List<ImportRow>> RowsAsync(LedgerDbContext db, Guid bookId, List<JournalTransaction> transactions, Dictionary<Guid, string> paths, CancellationToken cancellationToken)
    {
        var ids = transactions.Select(t => t.Id).ToArray();
        var there = await db.Transactions.Where(t => t.BookId == bookId && ids.Contains(t.Id)).Select(t => t.Id).ToListAsync(cancellationToken);
        var earlier = await db.Database.SqlQuery<Earlier>($"""
            select r.fingerprint, r.transaction_id from import_rows r
              join imports i on i.book_id = r.book_id and i.id = r.import_id and i.account_id is null
              join change_operations o on o.book_id = i.book_id and o.id = i.commit_operation_id and o.undone_by_id is null
              where r.book_id = (select {bookId}::uuid) and r.decision = 'new'
            """).ToListAsync(cancellationToken);
        var known = there.Concat(earlier.Select(e => e.TransactionId)).ToHashSet();
        var seen = earlier.GroupBy(e => e.Fingerprint).ToDictionary(g => g.Key, g => new Queue<Guid>(g.Select(e => e.TransactionId)));
        var counted = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. transactions.Select((t, i) =>
        {
            var fingerprint = Fingerprint(t, paths);
            var occurrence = counted[fingerprint] = counted.GetValueOrDefault(fingerprint) + 1;
            var (decision, code, text, matched) =
                t.Date.Year is < 1900 or > 2999 ? ("error", RefusalCodes.TransactionDateOutOfRange, "The date must lie between 1900 and 2999.", (Guid?)null)
                : known.Contains(t.Id) ? ("duplicate", "same_transaction", "Imported before: its id is the same.", t.Id)
                : seen.TryGetValue(fingerprint, out var queue) && queue.TryDequeue(out var same) ? ("duplicate", "same_line", "Imported before: day, text and postings are the same.", same)
                : ("new", "not_seen_before", string.Join(", ", t.Postings.Select(p => string.Create(CultureInfo.InvariantCulture, $"{paths[p.AccountId]} {p.Quantity.Trimmed()} {p.Commodity}"))), null);
            return new ImportRow
            {
                Row = i + 1,
                Line = i + 1,
                Date = t.Date,
                Amount = t.Postings[0].Value,
                Payee = PlainText.Clean(t.Payee),
                Description = PlainText.Clean(t.Description, 4000),
                Fingerprint = fingerprint,
                Occurrence = occurrence,
                Decision = decision,
                ReasonCode = code,
                ReasonText = text,
                MatchedTransactionId = matched,
                TransactionId = t.Id,
                BookedPayee = PlainText.Clean(t.Payee),
            };
        })];
    }

    private static string Fingerprint(JournalTransaction t, Dictionary<Guid, string> paths)
    {
        var legs = t.Postings.Select(p => string.Create(CultureInfo.InvariantCulture, $"{paths[p.AccountId]}\u001f{p.Quantity.Trimmed()}\u001f{p.Commodity}")).Order(StringComparer.Ordinal);
        var text = string.Join('\u001e', [t.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), t.Payee, t.Description, .. legs]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    /// <summary>The reader has balanced it, with what each leg is worth; the database looks once more.</summary>
    private static (Guid Id, TransactionDraft Draft, IReadOnlyList<BalancedPosting> Postings) Entry(JournalTransaction t) => (
        t.Id,
        new(t.Date, t.Currency, []) { Payee = t.Payee, Description = t.Description, Tags = t.Tags },
        [.. t.Postings.Select(p => new BalancedPosting(p.AccountId, p.Commodity, p.Quantity, p.Value, p.Memo, p.Cleared != ClearedStatus.Uncleared))]);

    private static async Task BookFactsAsync(LedgerDbContext db, Import import, Plan plan, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"""
            insert into prices (book_id, id, commodity, currency, date, price, source)
              select {import.BookId}, gen_random_uuid(), p.commodity, p.currency, p.date, p.price, 'import'
                from unnest({plan.Prices.Select(p => p.Commodity).ToArray()}, {plan.Prices.Select(p => p.Currency).ToArray()},
                     {plan.Prices.Select(p => p.Date).ToArray()}, {plan.Prices.Select(p => p.Price).ToArray()}) as p (commodity, currency, date, price)
            on conflict (book_id, commodity, currency, date) do nothing
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into balance_assertions (book_id, id, account_id, date, quantity, import_id)
              select {import.BookId}, gen_random_uuid(), a.account_id, a.date, a.quantity, {import.Id}
                from unnest({plan.Assertions.Select(a => a.AccountId).ToArray()}, {plan.Assertions.Select(a => a.Date).ToArray()}, {plan.Assertions.Select(a => a.Quantity).ToArray()})
                  as a (account_id, date, quantity)
            """, cancellationToken);
    }

    private static async Task<byte[]> PackAsync(Plan plan, CancellationToken cancellationToken)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(gzip, plan, cancellationToken: cancellationToken);
        }

        return packed.ToArray();
    }

    private static async Task<Plan> UnpackAsync(byte[] journal, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(new MemoryStream(journal, writable: false), CompressionMode.Decompress);
        return (await JsonSerializer.DeserializeAsync<Plan>(gzip, cancellationToken: cancellationToken))!;
    }
}
