using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Books;

/// <summary>That a book is a demo book: the day on which its year ends, and who keeps its receipts.</summary>
internal sealed record DemoPlan(DateOnly Today, ReceiptKeeper Keep);

/// <summary>Fills a new book with a household's year that ends today, to look around in. Only here, when it is asked for, are Bogus and the drawing of receipts loaded.</summary>
internal static class DemoBook
{
    /// <summary>What is older has been seen at the bank.</summary>
    private const int ClearedAfterDays = 12;

    /// <param name="db">The book being made.</param>
    /// <param name="bookId">Its id.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="accounts">Its accounts by name; those of the demo are added.</param>
    /// <param name="plan">The day on which the book ends, and who keeps its receipts.</param>
    /// <param name="cancellationToken">Stops it; the book is not made then.</param>
    public static async Task FillAsync(LedgerDbContext db, Guid bookId, string currency, Dictionary<string, Guid> accounts, DemoPlan plan, CancellationToken cancellationToken)
    {
        var (today, decimals) = (plan.Today, (short)Currencies.DecimalsOf(currency)!);
        var household = DemoHousehold.Of(today, currency, decimals);
        await OpenAsync(db, bookId, household, accounts, cancellationToken);
        var own = household.Accounts.Where(a => a.Type.IsOwn()).Select(a => a.Name).Concat(DefaultChart.Accounts.Where(a => a.Type.IsOwn()).Select(a => a.Name)).ToHashSet();
        var drafts = household.Entries.Select((e, i) => (
            // Within a day in the order in which they were drawn.
            Guid.CreateVersion7(new DateTimeOffset(e.Date, TimeOnly.MinValue, TimeSpan.Zero).AddMilliseconds(i)),
            new TransactionDraft(e.Date, e.Currency, [.. e.Postings.Select(p => new PostingDraft(
                accounts[p.Account], p.Quantity, p.Value, p.Memo, own.Contains(p.Account) && e.Date <= today.AddDays(-ClearedAfterDays)))])
            {
                Payee = e.Payee,
                Description = e.Description,
                Tags = e.Tag is null ? [] : [e.Tag],
            })).ToList();
        _ = (await TransactionBatch.RecordAsync(db, bookId, drafts, cancellationToken)).Required;
        await ReconcileAsync(db, bookId, accounts["Checking"], new DateOnly(today.Year, today.Month, 1).AddMonths(-1).AddDays(-1), cancellationToken);
        BudgetOf(db, bookId, household, accounts);
        SchedulesOf(db, bookId, household, accounts, currency, today);
        foreach (var receipt in DemoReceipts.Of(household, currency, decimals))
        {
            await plan.Keep(db, bookId, receipt, receipt.Entry is { } entry ? drafts[entry].Item1 : null, cancellationToken);
        }
    }

    private static async Task OpenAsync(LedgerDbContext db, Guid bookId, DemoHousehold household, Dictionary<string, Guid> accounts, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"insert into commodities (book_id, code, decimals) values ({bookId}, {household.Foreign}, {Currencies.DecimalsOf(household.Foreign)!.Value}) on conflict do nothing", cancellationToken);
        foreach (var (name, type, commodity, parent) in household.Accounts)
        {
            accounts[name] = Guid.CreateVersion7();
            db.Accounts.Add(new Account { BookId = bookId, Id = accounts[name], Name = name, Type = type, Commodity = commodity, ParentId = parent is null ? null : accounts[parent], OnBudget = name == DemoHousehold.Loan ? false : null });
        }

        await db.SaveChangesAsync(cancellationToken);
        var book = await db.Books.AsNoTracking().SingleAsync(b => b.Id == bookId, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into prices (book_id, id, commodity, currency, date, price, source)
              select {bookId}, gen_random_uuid(), {household.Foreign}, {book.Currency}, x.date, x.price, 'demo'
                from unnest({household.Prices.Select(p => p.Date).ToArray()}, {household.Prices.Select(p => p.Price).ToArray()}) x (date, price)
            """, cancellationToken);
    }

    private static void BudgetOf(LedgerDbContext db, Guid bookId, DemoHousehold household, Dictionary<string, Guid> accounts)
    {
        foreach (var (category, budgeted, rollover) in household.Budget)
        {
            db.Envelopes.Add(new StoredEnvelope { BookId = bookId, Id = Guid.CreateVersion7(), AccountId = accounts[category], Rollover = rollover });
            db.EnvelopeMonths.AddRange(household.BudgetedMonths.Select(m => new EnvelopeMonth { BookId = bookId, Id = Guid.CreateVersion7(), AccountId = accounts[category], Month = m, Budgeted = budgeted }));
        }
    }

    /// <summary>Their days through today are in the book. Nothing enters itself: a demo stays as it is.</summary>
    private static void SchedulesOf(LedgerDbContext db, Guid bookId, DemoHousehold household, Dictionary<string, Guid> accounts, string currency, DateOnly today)
    {
        foreach (var s in household.Schedules)
        {
            db.Schedules.Add(new ScheduledTransaction
            {
                BookId = bookId,
                Id = Guid.CreateVersion7(),
                Name = s.Name,
                Payee = s.Payee,
                Currency = currency,
                StartsOn = s.Recurrence.StartsOn,
                Every = s.Recurrence.Every,
                Period = s.Recurrence.Period,
                NextOn = s.Recurrence.After(today),
                Postings =
                [
                    .. s.Postings.Select((p, i) => new ScheduledPosting { BookId = bookId, Id = Guid.CreateVersion7(), Ordinal = (short)i, AccountId = accounts[p.Account], Quantity = p.Quantity, Value = p.Quantity, Memo = p.Memo }),
                ],
            });
        }
    }

    /// <summary>One statement has been held against the book already.</summary>
    private static async Task ReconcileAsync(LedgerDbContext db, Guid bookId, Guid account, DateOnly through, CancellationToken cancellationToken)
    {
        var confirmed = await db.Postings.AsNoTracking().Where(p => p.BookId == bookId && p.AccountId == account && p.Date <= through)
            .Select(p => new { p.Id, p.Quantity }).ToListAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"select finish_reconciliation({Guid.CreateVersion7()}, {account}, {through}, {confirmed.Sum(p => p.Quantity)}, {confirmed.Select(p => p.Id).ToArray()})", cancellationToken);
    }
}
