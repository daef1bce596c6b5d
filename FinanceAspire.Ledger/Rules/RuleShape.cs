using System.Globalization;
using System.Text.RegularExpressions;

namespace FinanceAspire.Ledger.Rules;

/// <summary>Whether a rule can be meant at all.</summary>
public static class RuleShape
{
    /// <summary>The longest regular expression that is taken.</summary>
    public const int LongestPattern = 500;

    private static readonly string[] Texts = ["is", "contains", "starts_with", "matches"];
    private static readonly string[] Figures = ["is", "at_least", "at_most"];

    /// <summary>What is wrong with the rule in a sentence, or null.</summary>
    public static string? Fault(Rule rule) =>
        string.IsNullOrWhiteSpace(rule.Name) || rule.Name.Length > 200 ? "A rule needs a name of at most 200 characters."
        : rule.Conditions.Count is 0 or > 20 ? "A rule needs 1 to 20 conditions."
        : rule.Actions.Count is 0 or > 10 ? "A rule needs 1 to 10 actions."
        : rule.Conditions.Select(Fault).FirstOrDefault(f => f is not null) ?? rule.Actions.Select(Fault).FirstOrDefault(f => f is not null);

    private static string? Fault(RuleCondition condition) => condition.Field switch
    {
        "payee" or "description" or "text" =>
            !Texts.Contains(condition.Operator) ? $"A text cannot be compared by '{condition.Operator}'."
            : condition.Value.Length is 0 or > LongestPattern ? $"A text to compare with has 1 to {LongestPattern} characters."
            : condition.Operator == "matches" && RulePattern.TryCreate(condition.Value) is null ? $"'{condition.Value}' is no regular expression."
            : null,
        "amount" =>
            !Figures.Contains(condition.Operator) ? $"An amount cannot be compared by '{condition.Operator}'."
            : decimal.TryParse(condition.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? null : $"'{condition.Value}' is no amount.",
        "date" =>
            !Figures.Contains(condition.Operator) ? $"A date cannot be compared by '{condition.Operator}'."
            : DateOnly.TryParseExact(condition.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : $"'{condition.Value}' is no date.",
        "account" =>
            condition.Operator != "is" ? $"An account cannot be compared by '{condition.Operator}'."
            : Guid.TryParse(condition.Value, out _) ? null : $"'{condition.Value}' is no account.",
        _ => $"There is no field '{condition.Field}' to compare.",
    };

    private static string? Fault(RuleAction action) => action.Kind switch
    {
        "payee" or "description" or "tags" => string.IsNullOrWhiteSpace(action.Value) ? $"What the {action.Kind} shall be is missing." : null,
        "category" => action.AccountId is null ? "The category is missing." : null,
        "split" => action.Shares switch
        {
            null or { Count: < 2 or > 20 } => "A split has 2 to 20 parts.",
            var shares when shares.Any(s => s.Percent is < 0 or > 100 || s.Amount is <= 0) => "A part of a split is a percentage from 0 to 100 or an amount greater than zero.",
            var shares when shares.Take(shares.Count - 1).Any(s => s.Percent is null && s.Amount is null) => "Only the last part of a split can be what is left.",
            var shares when shares.Any(s => s.Percent is not null && s.Amount is not null) => "A part of a split is a percentage or an amount, not both.",
            var shares when shares[^1] is { Percent: not null } or { Amount: not null } && shares.Sum(s => s.Percent ?? 0) != 100 => "Percentages of a split sum to 100, or the last part is what is left.",
            _ => null,
        },
        _ => $"There is no action '{action.Kind}'.",
    };
}

/// <summary>A user's regular expression: without regard to case, and never for longer than its limit.</summary>
internal static class RulePattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    public static Regex? TryCreate(string pattern)
    {
        const RegexOptions options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        try
        {
            // Linear in the text. Look-arounds and back-references need the other engine, which the limit keeps in check.
            return new Regex(pattern, options | RegexOptions.NonBacktracking, Limit);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, Limit);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
