using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Tests.Ledger;

/// <summary>Which line of a statement the book has already: rules as a bookkeeper would state them.</summary>
public sealed class ImportPlannerTests
{
    [Fact]
    public void Line_that_the_file_has_twice_by_the_banks_own_id_is_booked_once()
    {
        var plan = ImportPlanner.Plan([Line("05-01", -10m, "Shop", "h1"), Line("05-01", -10m, "Shop", "h1"), Line("05-01", -1.50m, "Fee", "h1")], new());

        Assert.Equal(["not_seen_before", "same_bank_id_in_file", "not_seen_before"], plan.Select(p => p.ReasonCode));
    }

    /// <summary>It is stored, and what was imported years ago is found by it.</summary>
    [Theory]
    [InlineData("-12.50", "Shop", "Milk", null, "38162ed55fffd3d3c17fb09ca3e70b9e")]
    [InlineData("1000.00", "Bäcker", "", "R1", "58c2b18254c22c8c57289e3275e24439")]
    public void Fingerprint_of_a_line_stays_what_it_was(string amount, string payee, string description, string? reference, string expected) =>
        Assert.Equal(expected, ImportPlanner.Fingerprint(
            new() { Row = 7, Date = new(2026, 1, 5), Amount = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Payee = payee, Description = description, Reference = reference }).ToString("x32", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Equal_lines_take_the_earliest_that_is_left_and_no_more_than_there_are()
    {
        var (first, second) = (Seen(Line("05-01", -10m, "Bakery"), "csv:x"), Seen(Line("05-01", -10m, "Bakery"), "csv:x"));

        var plan = ImportPlanner.Plan([.. Enumerable.Repeat(Line("05-01", -10m, "Bakery"), 3)], new() { Seen = [first, second], Source = "csv:x" });

        Assert.Equal([first.TransactionId, second.TransactionId, null], plan.Select(p => p.TransactionId));
        Assert.Equal([1, 2, 3], plan.Select(p => p.Occurrence));
    }

    [Fact]
    public void Two_ids_of_one_bank_are_two_lines_however_alike()
    {
        var seen = Seen(Line("05-01", -10m, "Shop", "a"), "ofx1");

        var plan = ImportPlanner.Plan([Line("05-01", -10m, "Shop", "b")], new() { Seen = [seen], Source = "ofx2" });

        Assert.Equal(ImportDecision.New, plan[0].Decision);
    }

    /// <summary>Some banks number the lines of each download anew: by their ids alone every overlap would be booked twice.</summary>
    [Fact]
    public void Ids_that_the_bank_makes_anew_at_each_download_say_nothing()
    {
        StatementLine[] Download(string name, int from, int to) => [.. Enumerable.Range(from, to - from).Select(day => Line($"05-{day:00}", -day, "Shop", $"{name}{day}"))];
        SeenLine[] first = [.. Download("a", 1, 21).Select(l => Seen(l, "ofx1"))];

        var second = ImportPlanner.Plan(Download("b", 11, 26), new() { Seen = first, Source = "ofx1" });
        SeenLine[] both = [.. first, .. second.Select(p => Seen(p.Line, "ofx1") with { TransactionId = p.TransactionId ?? Guid.NewGuid(), IsRepeat = p.Decision == ImportDecision.Duplicate })];

        Assert.Equal([.. Enumerable.Repeat("same_line", 10), .. Enumerable.Repeat("not_seen_before", 5)], second.Select(p => p.ReasonCode));
        Assert.Equal(first[10..].Select(s => (Guid?)s.TransactionId), second.Take(10).Select(p => p.TransactionId));
        Assert.Equal(Enumerable.Repeat("same_line", 25), ImportPlanner.Plan(Download("c", 1, 26), new() { Seen = both, Source = "ofx1" }).Select(p => p.ReasonCode));
        // The second one again is known by its own ids.
        Assert.Equal(Enumerable.Repeat("same_bank_id", 15), ImportPlanner.Plan(Download("b", 11, 26), new() { Seen = both, Source = "ofx1" }).Select(p => p.ReasonCode));
    }

    /// <summary>Two cards of one account: what both bought on a day is bought twice.</summary>
    [Theory]
    [InlineData("b", 2)]
    [InlineData("a", 0)]
    public void A_few_equal_lines_of_other_ids_are_lines_of_their_own(string id, int elsewhere)
    {
        SeenLine[] seen = [.. Enumerable.Range(1, 6).Select(day => Seen(Line($"05-{day:00}", -2.50m, "Tram", $"a{day}"), "ofx1"))];
        StatementLine[] lines =
        [
            .. Enumerable.Range(1, 6).Select(day => Line($"05-{day:00}", -2.50m, "Tram", $"{id}{day}")),
            .. Enumerable.Range(1, elsewhere).Select(day => Line($"05-{day:00}", -30m, "Shop", $"c{day}")),
        ];

        var plan = ImportPlanner.Plan(lines, new() { Seen = seen, Source = "ofx1" });

        Assert.Equal(id == "a" ? 0 : 8, plan.Count(p => p.Decision == ImportDecision.New));
    }

    [Fact]
    public void Same_day_and_amount_from_another_kind_of_file_is_the_same_line_but_counted()
    {
        var seen = Seen(Line("05-01", -10m, "SHOP 12 TOWN", "a"), "ofx1");

        var plan = ImportPlanner.Plan([Line("05-01", -10m, "Shop"), Line("05-01", -10m, "Shop")], new() { Seen = [seen], Source = "csv:x" });

        Assert.Equal(["same_day_and_amount", "not_seen_before"], plan.Select(p => p.ReasonCode));
    }

    /// <summary>Columns that were told anew, or a program that reads better, make other texts of the line that was imported.</summary>
    [Theory]
    [InlineData("csv:x#2a", "csv:x#2b", null, null, "same_day_and_amount")]
    [InlineData("csv:x", "csv:x#2a", null, null, "same_day_and_amount")]
    [InlineData("csv:x", "csv:x#2a", null, "b", "same_day_and_amount")]
    [InlineData("csv:x#2a", "csv:x#2b", "a", null, "same_day_and_amount")]
    [InlineData("csv:x#2a", "csv:x#2a", null, null, "not_seen_before")]
    [InlineData("mt940#2", "mt942#2", null, null, "not_seen_before")]
    [InlineData("csv:x#2a", "csv:x#2b", "a", "b", "not_seen_before")]
    [InlineData("ofx1", "ofx2#2", "a", "b", "not_seen_before")]
    [InlineData("qfx", "ofx1#2", "a", "a", "same_bank_id")]
    public void Texts_are_compared_within_one_reading_and_ids_within_one_kind(string before, string now, string? idBefore, string? id, string reason)
    {
        var seen = Seen(Line("05-01", -10m, "B\u00C3\u00A4cker", idBefore), before);

        var plan = ImportPlanner.Plan([Line("05-01", -10m, "B\u00E4cker", id)], new() { Seen = [seen], Source = now });

        Assert.Equal(reason, plan[0].ReasonCode);
    }

    [Fact]
    public void Stronger_evidence_of_a_later_line_is_not_taken_by_an_earlier_one()
    {
        var seen = Seen(Line("05-01", -10m, "Bakery"), "csv:x");

        var plan = ImportPlanner.Plan([Line("05-01", -10m, "Market"), Line("05-01", -10m, "Bakery")], new() { Seen = [seen], Source = "csv:x" });

        Assert.Equal(["not_seen_before", "same_line"], plan.Select(p => p.ReasonCode));
    }

    [Fact]
    public void Every_id_that_an_entry_ever_came_with_is_remembered()
    {
        var booked = Seen(Line("05-01", -10m, "CAFE HOLD", "P1"), "camt053");
        var again = Seen(Line("05-01", -10m, "CAFE HOLD", "B9"), "camt053") with { TransactionId = booked.TransactionId, IsRepeat = true };

        var plan = ImportPlanner.Plan([Line("05-03", -10m, "CAFE", "B9")], new() { Seen = [booked, again], Source = "camt053" });

        Assert.Equal(("same_bank_id", booked.TransactionId), (plan[0].ReasonCode, plan[0].TransactionId));
    }

    [Theory]
    [InlineData("02-10", "", true)]
    [InlineData("02-13", "GROCER 12", true)]
    [InlineData("02-14", "FUEL", false)]
    [InlineData("02-20", "GROCER", false)]
    public void Entry_by_hand_some_days_away_is_meant_only_if_the_texts_have_something_in_common(string day, string text, bool isMeant)
    {
        var entry = new BookedEntry(Guid.NewGuid(), new DateOnly(2026, 2, 10), -21.75m, "Grocer");

        var plan = ImportPlanner.Plan([Line(day, -21.75m, text)], new() { Entries = [entry] });

        Assert.Equal(isMeant ? "matches_entry" : "not_seen_before", plan[0].ReasonCode);
    }

    [Fact]
    public void Open_side_in_another_currency_fits_within_its_band_and_only_alone()
    {
        var side = new BookedEntry(Guid.NewGuid(), new DateOnly(2026, 2, 10), 108m, "Euro account: to dollars", 100m, 4.24m);

        var near = ImportPlanner.Plan([Line("02-12", 109.30m, "IN")], new() { OpenSides = [side] });
        var far = ImportPlanner.Plan([Line("02-12", 120m, "IN")], new() { OpenSides = [side] });
        var two = ImportPlanner.Plan([Line("02-12", 109.30m, "IN")], new() { OpenSides = [side, side with { TransactionId = Guid.NewGuid() }] });

        Assert.Equal((ImportDecision.Transfer, 100m), (near[0].Decision, near[0].Quantity));
        Assert.Equal([ImportDecision.New, ImportDecision.New], [far[0].Decision, two[0].Decision]);
    }

    /// <summary>A subscription of the same amount each month, at a bank that counts its ids from one in each file.</summary>
    [Theory]
    [InlineData("02-01", "not_seen_before")]
    [InlineData("01-04", "same_bank_id")]
    public void Id_that_comes_again_much_later_is_of_another_line(string day, string reason)
    {
        var seen = Seen(Line("01-01", -9.99m, "Music", "1"), "ofx1");

        Assert.Equal(reason, ImportPlanner.Plan([Line(day, -9.99m, "Music", "1")], new() { Seen = [seen], Source = "ofx1" })[0].ReasonCode);
    }

    [Fact]
    public void Same_id_on_two_days_is_taken_by_the_line_of_its_day()
    {
        SeenLine[] seen = [Seen(Line("01-05", -3m, "Parking", "000"), "ofx1"), Seen(Line("01-03", -3m, "Parking", "000"), "ofx1")];

        var plan = ImportPlanner.Plan([Line("01-03", -3m, "Parking", "000"), Line("01-05", -3m, "Parking", "000"), Line("01-20", -3m, "Parking", "000")], new() { Seen = seen, Source = "ofx1" });

        Assert.Equal([seen[1].TransactionId, seen[0].TransactionId, null], plan.Select(p => p.TransactionId));
    }

    /// <summary>Savings of the same amount every week; the bank books them a day later, over the weekend three.</summary>
    [Fact]
    public void Sides_of_transfers_that_come_every_week_belong_to_the_nearest_day()
    {
        BookedEntry[] sides = [Side("02-06"), Side("02-10"), Side("02-13")];

        var plan = ImportPlanner.Plan([Line("02-09", 50m, "In"), Line("02-11", 50m, "In"), Line("02-14", 50m, "In")], new() { OpenSides = sides });

        Assert.Equal(sides[1..].Select(s => (Guid?)s.TransactionId), plan.Skip(1).Select(p => p.TransactionId));
        Assert.Equal(sides[0].TransactionId, plan[0].TransactionId);
    }

    [Fact]
    public void Two_equal_transfers_of_one_day_are_two_and_a_third_side_leaves_it_open()
    {
        BookedEntry[] sides = [Side("02-10"), Side("02-10")];

        var two = ImportPlanner.Plan([Line("02-10", 50m, "In"), Line("02-10", 50m, "In")], new() { OpenSides = sides });
        var one = ImportPlanner.Plan([Line("02-10", 50m, "In")], new() { OpenSides = sides });

        Assert.Equal(sides.Select(s => (Guid?)s.TransactionId), two.Select(p => p.TransactionId));
        Assert.Equal(ImportDecision.New, one[0].Decision);
    }

    private static BookedEntry Side(string day) => new(Guid.NewGuid(), DateOnly.ParseExact($"2026-{day}", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), 50m, "Checking: to savings", 50m);

    /// <summary>Three overlapping files of one account, two kinds, in every order: always the same lines in the book.</summary>
    [Fact]
    public void Order_of_imports_does_not_change_what_is_booked()
    {
        StatementLine[] real = [.. Enumerable.Range(1, 20).Select(i => Line($"05-{1 + (i / 2):00}", -(i % 4) - 1m, $"Shop {i % 3}", $"id{i}"))];
        (StatementLine[] Lines, string Source)[] files =
        [
            (real[..12], "ofx1"),
            (real[6..], "ofx1"),
            ([.. real[4..16].Select(l => l with { BankId = null, Payee = l.Payee.ToUpperInvariant() + " TOWN" })], "csv:x"),
        ];
        var outcomes = new HashSet<string>();
        foreach (var order in new int[][] { [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            var (seen, booked) = (new List<SeenLine>(), new List<StatementLine>());
            foreach (var (lines, source) in order.Select(i => files[i]))
            {
                var from = (lines.Min(l => l.Date), lines.Max(l => l.Date));
                var plan = ImportPlanner.Plan(lines, new() { Seen = [.. seen.Where(s => s.Date >= from.Item1 && s.Date <= from.Item2)], Source = source });
                booked.AddRange(plan.Where(p => p.Decision == ImportDecision.New).Select(p => p.Line));
                seen.AddRange(plan.Select(p => Seen(p.Line, source) with { TransactionId = p.TransactionId ?? Guid.NewGuid(), IsRepeat = p.Decision == ImportDecision.Duplicate }));
            }

            outcomes.Add(string.Join(' ', booked.Select(l => FormattableString.Invariant($"{l.Date:MM-dd}/{l.Amount}")).Order(StringComparer.Ordinal)));
        }

        Assert.Single(outcomes);
        Assert.Equal(20, outcomes.Single().Split(' ').Length);
    }

    [Fact]
    public void A_hundred_thousand_equal_lines_are_counted_not_compared()
    {
        var lines = Enumerable.Range(0, 100_000).Select(_ => Line("05-01", -1m, "Same")).ToList();

        var plan = ImportPlanner.Plan(lines, new() { Seen = [.. lines.Take(60_000).Select(l => Seen(l, "csv:x"))], Source = "csv:x" });

        Assert.Equal(40_000, plan.Count(p => p.Decision == ImportDecision.New));
        var named = lines.Select((l, i) => l with { BankId = $"n{i}" }).ToList();
        var others = named.Select((l, i) => Seen(l with { BankId = $"o{i}" }, "ofx1")).ToList();
        Assert.All(ImportPlanner.Plan(named, new() { Seen = others, Source = "ofx1" }), p => Assert.Equal(ImportDecision.New, p.Decision));
    }

    [Fact]
    public void Culprits_name_what_explains_the_difference_alone_and_days_before_by_themselves()
    {
        var twice = Guid.NewGuid();
        UnconfirmedEntry[] entries = [new(twice, new(2026, 5, 3), -7.40m, "Shop"), new(Guid.NewGuid(), new(2026, 5, 3), -7.40m, "Shop"), new(Guid.NewGuid(), new(2026, 5, 9), -1m, "Other")];

        var same = StatementCheck.Culprits(-7.40m, 0m, new(2026, 5, 1), entries[..1], []);
        var pair = StatementCheck.Culprits(-7.40m, null, new(2026, 5, 1), entries, []);
        var before = StatementCheck.Culprits(12m, 12m, new(2026, 5, 1), entries, []);
        var missing = StatementCheck.Culprits(5m, 0m, new(2026, 5, 1), [], [new(3, new(2026, 5, 4), -5m, "Bad row")]);

        Assert.Equal(("entry_without_line", twice), (Assert.Single(same).Code, same[0].TransactionId));
        Assert.All(pair, c => Assert.Equal("booked_twice", c.Code));
        Assert.Equal(("differs_before", 12m), (Assert.Single(before).Code, before[0].Amount));
        Assert.Equal(("line_left_out", 3), (Assert.Single(missing).Code, missing[0].Row));
        Assert.Empty(StatementCheck.Culprits(0m, 3m, null, entries, []));
    }

    private static StatementLine Line(string day, decimal amount, string payee, string? id = null) =>
        new() { Row = 1, Date = DateOnly.ParseExact($"2026-{day}", "yyyy-MM-dd"), Amount = amount, Payee = payee, BankId = id };

    private static SeenLine Seen(StatementLine line, string source) => new(line.BankId, ImportPlanner.Fingerprint(line), line.Amount, line.Date, Guid.NewGuid(), source);
}
