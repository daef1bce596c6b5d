namespace FinanceAspire.Ledger.Budgets;

/// <summary>
/// The budget of a month. What is spent counts to the nearest category, itself or above, that has an envelope of the same
/// commodity; where there is none it is shown as it is, unbudgeted. An envelope carries over from the first month in which
/// it got anything; what was spent before is past.
/// <code>
/// ToBudget + sum of Available = balances of the accounts on budget     (each currency, each month)
/// </code>
/// So nothing has to be carried for <see cref="ToBudget"/>: it is what the accounts hold and no envelope claims.
/// </summary>
public sealed class Budget
{
    private Budget(DateOnly month, IReadOnlyList<Envelope> envelopes, IReadOnlyList<Envelope> unbudgeted, IReadOnlyDictionary<string, decimal> toBudget) =>
        (Month, Envelopes, Unbudgeted, ToBudget) = (month, envelopes, unbudgeted, toBudget);

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; }

    /// <summary>Categories with an envelope, in the order of the accounts.</summary>
    public IReadOnlyList<Envelope> Envelopes { get; }

    /// <summary>Categories without one, and none above, in which something was spent this month.</summary>
    public IReadOnlyList<Envelope> Unbudgeted { get; }

    /// <summary>By currency of the categories, what no category claims; negative: more is budgeted than there is.</summary>
    public IReadOnlyDictionary<string, decimal> ToBudget { get; }

    /// <summary>The month's budget.</summary>
    /// <param name="month">Any day of the month.</param>
    /// <param name="facts">Figures of later months are left aside.</param>
    public static Budget Of(DateOnly month, BudgetFacts facts)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var accounts = facts.Accounts.ToDictionary(a => a.AccountId);
        var budgeted = facts.Budgeted.ToLookup(b => b.AccountId, b => (b.Month, Budgeted: b.Budgeted, Spent: 0m));
        var spent = facts.Activity.Where(a => a.Month <= first && accounts.ContainsKey(a.AccountId))
            .ToLookup(a => Holder(a.AccountId, accounts, facts.Envelopes), a => (a.Month, Budgeted: 0m, Spent: a.Quantity));

        var (envelopes, unbudgeted) = (new List<Envelope>(), new List<Envelope>());
        foreach (var account in facts.Accounts)
        {
            var id = account.AccountId;
            if (!facts.Envelopes.TryGetValue(id, out var rollover))
            {
                if (spent[id].Where(s => s.Month == first).Sum(s => s.Spent) is var activity and not 0)
                {
                    unbudgeted.Add(new(id, 0, activity, 0, Rollover.None));
                }

                continue;
            }

            var envelope = Fold(id, rollover, [.. budgeted[id]], spent[id], first);
            if (envelope is not { Budgeted: 0, Activity: 0, Carryover: 0 } || !account.Closed)
            {
                envelopes.Add(envelope);
            }
        }

        var claimed = envelopes.Concat(unbudgeted).GroupBy(e => accounts[e.AccountId].Commodity).ToDictionary(g => g.Key, g => g.Sum(e => e.Available));
        var toBudget = facts.Accounts.Select(a => a.Commodity).Distinct()
            .Where(c => facts.Balances.ContainsKey(c) || claimed.ContainsKey(c))
            .ToDictionary(c => c, c => facts.Balances.GetValueOrDefault(c) - claimed.GetValueOrDefault(c));
        return new(first, envelopes, unbudgeted, toBudget);
    }

    /// <summary>The category that spending counts to: itself where nothing above it has an envelope either.</summary>
    private static Guid Holder(Guid id, Dictionary<Guid, BudgetAccount> accounts, IReadOnlyDictionary<Guid, Rollover> envelopes)
    {
        var own = accounts[id];
        var at = own;
        // The tree has no circles: the database refuses them. The count is the proof that this ends.
        for (var steps = 0; steps <= accounts.Count; steps++)
        {
            if (at.Commodity == own.Commodity && envelopes.ContainsKey(at.AccountId))
            {
                return at.AccountId;
            }

            if (at.ParentId is not { } parent || !accounts.TryGetValue(parent, out at!))
            {
                break;
            }
        }

        return id;
    }

    /// <summary>Months without figures need no step: what has gone on once goes on unchanged.</summary>
    private static Envelope Fold(
        Guid id, Rollover rollover, List<(DateOnly Month, decimal Budgeted, decimal Spent)> budgeted, IEnumerable<(DateOnly Month, decimal Budgeted, decimal Spent)> spent, DateOnly month)
    {
        var begun = budgeted.Count == 0 ? month : budgeted.Min(b => b.Month);
        var months = budgeted.Concat(spent).Where(f => f.Month <= month).GroupBy(f => f.Month).ToDictionary(g => g.Key, g => (Budgeted: g.Sum(f => f.Budgeted), Spent: g.Sum(f => f.Spent)));
        var carryover = months.Where(m => m.Key >= begun && m.Key < month).OrderBy(m => m.Key)
            .Aggregate(0m, (carried, m) => GoesOn(carried + m.Value.Budgeted - m.Value.Spent, rollover));
        var now = months.GetValueOrDefault(month);
        return new(id, now.Budgeted, now.Spent, carryover, rollover);
    }

    private static decimal GoesOn(decimal available, Rollover rollover) => rollover switch
    {
        Rollover.None => 0,
        Rollover.Surplus => Math.Max(0, available),
        _ => available,
    };
}
