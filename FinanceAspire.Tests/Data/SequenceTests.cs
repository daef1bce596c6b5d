using System.Globalization;
using CsCheck;
using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>
/// Random lives of books against a model of a few lines: whatever is recorded, edited, moved, removed and undone, alone or
/// by two writers at once, the database's sums are the model's after every step.
/// </summary>
public sealed class SequenceTests(PostgresFixture postgres)
{
    private const int Sequences = 2000;

    private enum Kind
    {
        Record,
        Replace,
        MoveDate,
        MoveAccount,
        Remove,
        Undo,
    }

    /// <summary>A step before the ids are known: numbers that pick what it works on from what is there.</summary>
    private sealed record Step(Kind Kind, int Target, int Day, int From, int To, int Cents);

    private sealed record Entry(DateOnly Date, int From, int To, int Cents);

    /// <summary>A step bound to ids, as SQL and as its effect on the model.</summary>
    private sealed record Bound(Guid Operation, string Sql, Guid Transaction, Func<Entry?, Entry?> Effect, Guid? Undoes);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency((4, Gen.Const(Kind.Record)), (2, Gen.Const(Kind.Replace)), (2, Gen.Const(Kind.MoveDate)), (2, Gen.Const(Kind.MoveAccount)), (1, Gen.Const(Kind.Remove)), (3, Gen.Const(Kind.Undo))),
        Gen.Int[0, 99], Gen.Int[0, 120], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[-5000, 5000],
        (kind, target, day, from, to, cents) => new Step(kind, target, day, from, (from + 1 + (to % 3)) % 4, cents));

    [Fact]
    public async Task Sums_are_the_models_after_every_step_of_thousands_of_random_lives()
    {
        var (owner, app) = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await using var first = await BookSession.OpenAsync(owner, app);
        await using var source = NpgsqlDataSource.Create(app);
        var tally = new Tally();

        Gen.Select(Steps.Array[1, 3], Gen.Bool, (steps, together) => (steps, together)).Array[1, 5]
            .Sample(life => new Life(source, first.User, tally).Run(life), iter: Sequences, threads: 2);

        // The generator reaches what the test is about.
        Assert.True(tally is { Undone: > 200, Refused: > 20, Together: > 200 } && tally.Steps > 2 * Sequences, $"{tally}");
    }

    private sealed record Tally
    {
        public int Steps;
        public int Undone;
        public int Refused;
        public int Together;
    }

    private sealed class Life(NpgsqlDataSource source, Guid user, Tally tally)
    {
        private readonly Guid _book = Guid.CreateVersion7();
        private readonly Guid[] _accounts = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
        private readonly Dictionary<Guid, Entry> _entries = [];
        private readonly List<Guid> _everMade = [];
        private readonly List<(Guid Operation, Guid Transaction, Entry? Before, Entry? After)> _done = [];

        public void Run((Step[] Steps, bool Together)[] life)
        {
            Execute($"""
                select create_book('{_book}', '{user}', gen_random_uuid(), 'Life', 'EUR', 2::smallint, false);
                insert into accounts (book_id, id, name, type, commodity) values {string.Join(", ", _accounts.Select((a, i) => $"('{_book}', '{a}', 'A{i}', '{(i < 2 ? "asset" : "expense")}', 'EUR')"))}
                """);
            foreach (var (steps, together) in life)
            {
                if (together && steps.Length > 1)
                {
                    Interlocked.Increment(ref tally.Together);
                    // Both are bound to what is there now; the version says which came first.
                    var bound = steps[..2].Select(Bind).OfType<Bound>().ToList();
                    var results = new (long? Version, Bound Step)[bound.Count];
                    Parallel.For(0, bound.Count, i => results[i] = (Change(bound[i]), bound[i]));
                    foreach (var (_, step) in results.Where(r => r.Version is not null).OrderBy(r => r.Version))
                    {
                        Apply(step);
                    }

                    Check();
                    continue;
                }

                foreach (var step in steps)
                {
                    if (Bind(step) is { } bound && Change(bound) is not null)
                    {
                        Apply(bound);
                    }

                    Check();
                }
            }
        }

        private Bound? Bind(Step step)
        {
            var operation = Guid.CreateVersion7();
            var date = new DateOnly(2026, 1, 1).AddDays(step.Day);
            if (step.Kind == Kind.Undo)
            {
                if (_done.Count == 0)
                {
                    return null;
                }

                var target = _done[^(1 + (step.Target % Math.Min(_done.Count, 4)))];
                return new(operation, $"select undo_operation('{target.Operation}')", target.Transaction, now => target.Before == target.After ? now : target.Before, target.Operation);
            }

            if (step.Kind == Kind.Record)
            {
                var made = Guid.CreateVersion7();
                return new(
                    operation, $"insert into transactions (book_id, id, date, currency) values ('{_book}', '{made}', '{date:yyyy-MM-dd}', 'EUR'); {Legs(made, date, step)}",
                    made, _ => new(date, step.From, step.To, step.Cents), null);
            }

            if (_everMade.Count == 0)
            {
                return null;
            }

            var id = _everMade[step.Target % _everMade.Count];
            return step.Kind switch
            {
                Kind.Remove => new(operation, $"delete from transactions where id = '{id}'", id, _ => null, null),
                Kind.MoveDate => new(operation, $"update transactions set date = '{date:yyyy-MM-dd}' where id = '{id}'", id, e => e is null ? null : e with { Date = date }, null),
                Kind.MoveAccount => new(
                    operation, $"update postings set account_id = '{_accounts[step.To]}' where transaction_id = '{id}' and ordinal = 1", id, e => e is null ? null : e with { To = step.To }, null),
                _ => new(
                    operation,
                    $"""
                    delete from postings where transaction_id = '{id}';
                    update transactions set date = '{date:yyyy-MM-dd}' where id = '{id}';
                    {Legs(id, date, step)}
                    """,
                    id, e => e is null ? null : new(date, step.From, step.To, step.Cents), null),
            };
        }

        /// <summary>Two legs, where the transaction is there.</summary>
        private string Legs(Guid id, DateOnly date, Step step)
        {
            var amount = (step.Cents / 100m).ToString(CultureInfo.InvariantCulture);
            return $"""
                insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value)
                  select '{_book}', gen_random_uuid(), t.id, x.ordinal, x.account, '{date:yyyy-MM-dd}', 'EUR', 'EUR', x.amount, x.amount
                    from transactions t, (values (0, '{_accounts[step.From]}'::uuid, -({amount})), (1, '{_accounts[step.To]}'::uuid, {amount})) x (ordinal, account, amount)
                    where t.id = '{id}'
                """;
        }

        private void Apply(Bound step)
        {
            var before = _entries.GetValueOrDefault(step.Transaction);
            var after = step.Effect(before);
            if (after is null)
            {
                _entries.Remove(step.Transaction);
            }
            else
            {
                _entries[step.Transaction] = after;
            }

            if (!_everMade.Contains(step.Transaction))
            {
                _everMade.Add(step.Transaction);
            }

            _done.Add((step.Operation, step.Transaction, before, after));
        }

        /// <summary>The book's version after the change; null where it was refused, as an undo may be.</summary>
        private long? Change(Bound step)
        {
            Interlocked.Increment(ref tally.Steps);
            try
            {
                var version = (long)Execute($"select begin_operation('{_book}', '{user}', '{step.Operation}', 'page', null, 'step'); {step.Sql}", single: false)!;
                if (step.Undoes is not null)
                {
                    Interlocked.Increment(ref tally.Undone);
                }

                return version;
            }
            catch (PostgresException e) when (step.Undoes is not null && e.ConstraintName is "operation_has_dependents" or "operation_is_undone")
            {
                Interlocked.Increment(ref tally.Refused);
                return null;
            }
        }

        private void Check()
        {
            var expected = string.Join("; ", _entries.Values
                .SelectMany(e => new[] { (Account: e.From, e.Date, Cents: -e.Cents), (Account: e.To, e.Date, e.Cents) })
                .GroupBy(l => (l.Account, l.Date.Month))
                .Select(g => (g.Key.Account, g.Key.Month, Cents: g.Sum(l => l.Cents), Count: g.Count()))
                .OrderBy(g => g.Account).ThenBy(g => g.Month)
                .Select(g => string.Create(CultureInfo.InvariantCulture, $"A{g.Account} {g.Month} {g.Cents / 100m:0.00} {g.Count}")));
            // With every other sum that the database keeps, in the same breath.
            var kept = (string)Execute($"""
                select enter_book('{_book}', '{user}');
                select (select count(*) from ledger_differences()) || ' differences: ' || coalesce(string_agg(a.name || ' ' || extract(month from m.month) || ' ' || to_char(m.quantity, 'FM9999990.00') || ' ' || m.posting_count, '; ' order by a.name, m.month), '')
                  from account_month m join accounts a on a.id = m.account_id where m.posting_count <> 0
                """, single: true)!;
            Assert.Equal($"0 differences: {expected}", kept);
        }

        /// <summary>Runs statements in one database transaction; the first row's value, or with <paramref name="single"/> the last result's.</summary>
        private object? Execute(string sql, bool single = false)
        {
            using var connection = source.OpenConnection();
            using var transaction = connection.BeginTransaction();
#pragma warning disable CA2100 // The test's own text.
            using var command = new NpgsqlCommand(sql, connection, transaction);
#pragma warning restore CA2100
            object? value = null;
            using (var reader = command.ExecuteReader())
            {
                if (reader.Read())
                {
                    value = reader.GetValue(0);
                }

                while (reader.NextResult())
                {
                    if (single && reader.Read())
                    {
                        value = reader.GetValue(0);
                    }
                }
            }

            transaction.Commit();
            return value;
        }
    }
}
