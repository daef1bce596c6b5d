using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading;

/// <summary>Collects problems up to a bound, so that a hostile file cannot make the report larger than the data.</summary>
internal sealed class ProblemList
{
    private const int Bound = 1000;
    private readonly List<StatementProblem> _items = [];
    private int _dropped;

    public bool IsFatal { get; private set; }

    public int Count => _items.Count;

    public void Error(int line, string code, string text, string? raw = null) => Add(new(line, code, text, Cut(raw)));

    public void Warn(int line, string code, string text, string? raw = null) => Add(new(line, code, text, Cut(raw), IsWarning: true));

    public void Fatal(string code, string text, int line = 0, string? raw = null)
    {
        IsFatal = true;
        _items.Add(new StatementProblem(line, code, text, Cut(raw), IsFatal: true));
    }

    public IReadOnlyList<StatementProblem> ToList()
    {
        if (_dropped > 0)
            _items.Add(new StatementProblem(0, ProblemCodes.TooManyProblems, $"{_dropped} more problems of this kind are not listed.", IsWarning: true));
        _dropped = 0;
        return _items;
    }

    public static string? Cut(string? raw) => raw is { Length: > 200 } ? raw[..200] : raw;

    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> raw) => raw.Length > 200 ? raw[..200] : raw;

    private void Add(StatementProblem problem)
    {
        if (_items.Count < Bound)
            _items.Add(problem);
        else
            _dropped++;
    }
}
