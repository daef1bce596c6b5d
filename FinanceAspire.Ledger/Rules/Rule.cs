namespace FinanceAspire.Ledger.Rules;

/// <summary>
/// What the user wants done about lines of a certain kind. Rules are tried in their order; of two that set the same field the
/// earlier one counts, tags add up.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What the user calls it; shown as the reason beside each line.</param>
public sealed record Rule(Guid Id, string Name)
{
    /// <summary>False: kept, but not asked.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>True: every condition must hold; false: one is enough.</summary>
    public bool MatchAll { get; init; } = true;

    /// <summary>When it speaks; at least one.</summary>
    public IReadOnlyList<RuleCondition> Conditions { get; init; } = [];

    /// <summary>What it says; at least one.</summary>
    public IReadOnlyList<RuleAction> Actions { get; init; } = [];
}

/// <summary>One comparison.</summary>
/// <param name="Field"><c>payee</c>, <c>description</c>, <c>text</c> (either of the two), <c>amount</c> (signed), <c>account</c> or <c>date</c>.</param>
/// <param name="Operator">
/// For texts <c>is</c>, <c>contains</c>, <c>starts_with</c>, <c>matches</c> (a regular expression), all without regard to case;
/// for amounts and dates <c>is</c>, <c>at_least</c>, <c>at_most</c>; for the account <c>is</c>.
/// </param>
/// <param name="Value">What is compared with: text, a decimal with a point, an ISO date, an account's id.</param>
public sealed record RuleCondition(string Field, string Operator, string Value);

/// <summary>One thing to set.</summary>
/// <param name="Kind"><c>payee</c>, <c>description</c>, <c>category</c>, <c>tags</c> or <c>split</c>.</param>
/// <param name="Value">The text; for tags, several with commas between them.</param>
/// <param name="AccountId">For <c>category</c>: the other side.</param>
/// <param name="Shares">For <c>split</c>: at least two.</param>
public sealed record RuleAction(string Kind, string? Value = null, Guid? AccountId = null, IReadOnlyList<RuleShare>? Shares = null);

/// <summary>A part of a split: a percentage, or a fixed size, or with neither what is left (once, at the end).</summary>
/// <param name="AccountId">Where it goes.</param>
/// <param name="Percent">Of the whole line, 0 to 100.</param>
/// <param name="Amount">Greater than zero; takes the line's sign.</param>
/// <param name="Memo">Text of the posting.</param>
public sealed record RuleShare(Guid AccountId, decimal? Percent = null, decimal? Amount = null, string Memo = "");

/// <summary>A line as rules see it.</summary>
public sealed record RuleFacts(Guid AccountId, DateOnly Date, decimal Amount, string Payee, string Description);

/// <summary>What the rules that speak about a line say together; null fields are left as they are.</summary>
public sealed record RuleOutcome
{
    /// <summary>The rules that spoke, in order.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    public string? Payee { get; init; }

    public string? Description { get; init; }

    /// <summary>The other side.</summary>
    public Guid? AccountId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Parts that sum to the line's amount; empty: no split.</summary>
    public IReadOnlyList<PlannedPart> Parts { get; init; } = [];
}

/// <summary>One other side of a line: sign and sum as the line's amount.</summary>
/// <param name="AccountId">Where it goes; null: not known yet.</param>
/// <param name="Amount">In the account's currency.</param>
/// <param name="Memo">Text of the posting.</param>
public sealed record PlannedPart(Guid? AccountId, decimal Amount, string Memo = "");
