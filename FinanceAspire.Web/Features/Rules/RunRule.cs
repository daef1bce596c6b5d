using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Rules;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Rules;

/// <summary>One entry of the past that a rule would change, with before and after.</summary>
internal sealed record RuleEffect(Guid TransactionId, DateOnly Date, decimal Amount, string Before, string After);

/// <summary>What a rule would do, or did, over the past.</summary>
/// <param name="Matched">Entries that its conditions hold for.</param>
/// <param name="Changed">Of these, those that are not as the rule says already.</param>
/// <param name="Items">The first of them.</param>
internal sealed record RuleRun(int Matched, int Changed, IReadOnlyList<RuleEffect> Items);

/// <summary>
/// One rule over the past: entries of an own account with one other side, unlocked. As a test it changes nothing; as a run it
/// changes all in one operation that can be taken back.
/// </summary>
internal static class RunRule
{
    private const int MostShown = 200;

    public static async Task<Outcome<RuleRun>> TestAsync(Rule rule, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        await books.ReadAsync<Outcome<RuleRun>>(access, async db =>
            await SaveRule.FaultAsync(db, access.BookId, rule, cancellationToken) is { } fault
                ? new Refusal(RefusalCodes.RuleIsMalformed, fault)
                : (await FindAsync(db, access.BookId, rule, cancellationToken)).Run, cancellationToken);

    public static Task<Outcome<RuleRun>> ExecuteAsync(Guid id, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.WriteAsync<RuleRun>(access, new Operation("rule", "Rule run over the past", id), async db =>
        {
            var stored = await db.Rules.AsNoTracking().SingleOrDefaultAsync(r => r.BookId == access.BookId && r.Id == id, cancellationToken);
            if (stored is null)
            {
                return new Refusal(RefusalCodes.RuleNotFound, "There is no such rule.");
            }

            var (run, changes) = await FindAsync(db, access.BookId, stored.ToRule() with { Enabled = true }, cancellationToken);
            await PastRules.ApplyAsync(db, access.BookId, changes, cancellationToken);
            return run;
        }, cancellationToken);

    private static async Task<(RuleRun Run, List<PastChange> Changes)> FindAsync(LedgerDbContext db, Guid bookId, Rule rule, CancellationToken cancellationToken)
    {
        var accounts = (await db.AccountsAsync(bookId, cancellationToken: cancellationToken)).ToDictionary(a => a.Id);
        var rules = new RuleSet([rule with { Enabled = true }]);
        var (matched, changes, effects) = (0, new List<PastChange>(), new List<RuleEffect>());
        await foreach (var entry in PastRules.EntriesAsync(db, bookId))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = accounts[entry.AccountId];
            if (rules.Ask(new RuleFacts(entry.AccountId, entry.Date, entry.Amount, entry.Payee, entry.Description), own.Decimals) is not { } outcome)
            {
                continue;
            }

            matched++;
            if (PastRules.Change(entry, outcome, accounts) is { } change)
            {
                changes.Add(change);
                if (effects.Count < MostShown)
                {
                    effects.Add(new(entry.TransactionId, entry.Date, entry.Amount, Words(entry.CurrentPayee, accounts[entry.OtherAccountId].Path, entry.Tags), Words(change.Payee ?? entry.CurrentPayee, Side(change), [.. entry.Tags.Union(change.Tags)])));
                }
            }

            string Side(PastChange c) => c.Parts.Count > 0
                ? string.Join(", ", c.Parts.Select(p => FormattableString.Invariant($"{accounts[p.AccountId!.Value].Path} {p.Amount}")))
                : accounts[c.OtherAccountId ?? entry.OtherAccountId].Path;
        }

        return (new RuleRun(matched, changes.Count, effects), changes);
    }

    private static string Words(string payee, string side, IReadOnlyCollection<string> tags) =>
        string.Join(" · ", new[] { payee, side, string.Join(", ", tags) }.Where(w => w.Length > 0));
}
