namespace FinanceAspire.Ledger.Statements;

/// <summary>
/// A file may hold one account's statement day by day (MT940: a message a day; CAMT: a <c>Stmt</c> a day). To the account they
/// are one: the lines of all, from the first opening balance to the last closing one.
/// </summary>
public static class StatementJoining
{
    /// <summary>One statement an account and currency, in the order of the file; each gap between two parts is a problem.</summary>
    /// <param name="statements">As a reader gave them.</param>
    public static (IReadOnlyList<Statement> Statements, IReadOnlyList<StatementProblem> Problems) Join(IReadOnlyList<Statement> statements)
    {
        var problems = new List<StatementProblem>();
        var joined = statements.GroupBy(s => (s.Account, s.Currency)).Select(parts => parts.Aggregate((before, next) => Join(before, next, problems))).ToList();
        return (joined, problems);
    }

    private static Statement Join(Statement before, Statement next, List<StatementProblem> problems)
    {
        if (before.Closing is { } closing && next.Opening is { } opening && closing.Amount != opening.Amount)
        {
            problems.Add(new(
                next.Lines.Count > 0 ? next.Lines[0].Row : 0, "gap_between_statements",
                FormattableString.Invariant($"One part ends at {closing.Amount} ({closing.Date:yyyy-MM-dd}), the next begins at {opening.Amount} ({opening.Date:yyyy-MM-dd}): days in between are missing."), IsWarning: true));
        }

        return before with
        {
            From = Earlier(before.From, next.From),
            To = before.To is { } last && !(next.To > last) ? last : next.To,
            Opening = before.Opening ?? (before.Lines.Count == 0 ? next.Opening : null),
            Closing = next.Closing ?? (next.Lines.Count == 0 ? before.Closing : null),
            Lines = [.. before.Lines, .. next.Lines],
        };
    }

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null ? b : b is null || a < b ? a : b;
}
