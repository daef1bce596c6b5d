using System.Globalization;
using System.Text.RegularExpressions;

namespace FinanceAspire.Ledger.Rules;

/// <summary>Rules in their order, ready to be asked about many lines.</summary>
public sealed class RuleSet
{
    private readonly List<(Rule Rule, List<Func<RuleFacts, bool>> Tests)> _rules;
    private readonly HashSet<string> _slow = [];

    /// <summary>Takes those that are enabled and can be meant.</summary>
    public RuleSet(IEnumerable<Rule> rules) =>
        _rules = [.. rules.Where(r => r.Enabled && RuleShape.Fault(r) is null).Select(r => (r, r.Conditions.Select(Compile).ToList()))];

    /// <summary>Names of rules whose regular expression ran into its time limit: on those lines they said nothing.</summary>
    public IReadOnlyCollection<string> Slow => _slow;

    /// <summary>What the rules say about a line; null where none speaks.</summary>
    /// <param name="facts">The line.</param>
    /// <param name="decimals">Decimals of its currency, for parts by percentage.</param>
    public RuleOutcome? Ask(RuleFacts facts, short decimals)
    {
        List<Rule>? spoken = null;
        foreach (var (rule, tests) in _rules)
        {
            if (Holds(rule, tests, facts))
            {
                (spoken ??= []).Add(rule);
            }
        }

        if (spoken is null)
        {
            return null;
        }

        var actions = spoken.SelectMany(r => r.Actions).ToList();
        // A category and a split say the same thing: whichever comes first counts.
        var side = actions.FirstOrDefault(a => a.Kind is "category" or "split");
        return new RuleOutcome
        {
            Rules = spoken,
            Payee = actions.FirstOrDefault(a => a.Kind == "payee")?.Value,
            Description = actions.FirstOrDefault(a => a.Kind == "description")?.Value,
            AccountId = side?.Kind == "category" ? side.AccountId : null,
            Tags = [.. actions.Where(a => a.Kind == "tags").SelectMany(a => a.Value!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()],
            Parts = side?.Kind == "split" ? Split(facts.Amount, side.Shares!, decimals) : [],
        };
    }

    /// <summary>
    /// The parts of an amount: percentages rounded half away from zero to the currency's decimals, the last part takes what is
    /// left, so that they sum to the amount. Empty where fixed parts are larger than the whole.
    /// </summary>
    public static IReadOnlyList<PlannedPart> Split(decimal amount, IReadOnlyList<RuleShare> shares, short decimals)
    {
        var sign = Math.Sign(amount);
        var (left, parts) = (amount, new List<PlannedPart>(shares.Count));
        foreach (var share in shares.SkipLast(1))
        {
            var part = share.Amount is { } size ? sign * size : decimal.Round(amount * (share.Percent ?? 0) / 100, decimals, MidpointRounding.AwayFromZero);
            parts.Add(new(share.AccountId, part, share.Memo));
            left -= part;
        }

        parts.Add(new(shares[^1].AccountId, left, shares[^1].Memo));
        return Math.Sign(left) == -sign && sign != 0 ? [] : [.. parts.Where(p => p.Amount != 0)];
    }

    private bool Holds(Rule rule, List<Func<RuleFacts, bool>> tests, RuleFacts facts)
    {
        try
        {
            return rule.MatchAll ? tests.TrueForAll(t => t(facts)) : tests.Exists(t => t(facts));
        }
        catch (RegexMatchTimeoutException)
        {
            _slow.Add(rule.Name);
            return false;
        }
    }

    private static Func<RuleFacts, bool> Compile(RuleCondition condition)
    {
        var value = condition.Value;
        switch (condition.Field)
        {
            case "amount":
                var amount = decimal.Parse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
                return f => Compares(condition.Operator, f.Amount.CompareTo(amount));
            case "date":
                var date = DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                return f => Compares(condition.Operator, f.Date.CompareTo(date));
            case "account":
                var account = Guid.Parse(value);
                return f => f.AccountId == account;
            default:
                var test = TextTest(condition.Operator, value);
                return condition.Field switch
                {
                    "payee" => f => test(f.Payee),
                    "description" => f => test(f.Description),
                    _ => f => test(f.Payee) || test(f.Description),
                };
        }
    }

    private static bool Compares(string @operator, int comparison) => @operator switch
    {
        "at_least" => comparison >= 0,
        "at_most" => comparison <= 0,
        _ => comparison == 0,
    };

    private static Func<string, bool> TextTest(string @operator, string value)
    {
        switch (@operator)
        {
            case "is":
                return t => string.Equals(t, value, StringComparison.OrdinalIgnoreCase);
            case "contains":
                return t => t.Contains(value, StringComparison.OrdinalIgnoreCase);
            case "starts_with":
                return t => t.StartsWith(value, StringComparison.OrdinalIgnoreCase);
            default:
                var pattern = RulePattern.TryCreate(value)!;
                return pattern.IsMatch;
        }
    }
}
