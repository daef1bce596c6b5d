using FinanceAspire.Formats.Reading.Camt;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Formats.Reading.Exports;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Reading.Mt940;
using FinanceAspire.Formats.Reading.Ofx;
using FinanceAspire.Formats.Reading.Qif;
using FinanceAspire.Formats.Reading.Text;

namespace FinanceAspire.Formats.Reading;

/// <summary>The one door for bank files: finds the format by content, never by name, and reads it.</summary>
public static class StatementReader
{
    /// <summary>Reads one file. Bad data is never an exception: it is a problem in the result. Only a broken stream or a cancellation throws.</summary>
    /// <param name="input">The bytes; read once, not disposed.</param>
    /// <param name="options">What is known beforehand.</param>
    /// <param name="cancellationToken">Stops the reading between records.</param>
    public static async Task<ReadResult> ReadAsync(Stream input, ReadOptions options, CancellationToken cancellationToken)
    {
        var bytes = await ReadBoundedAsync(input, options.MaxBytes, cancellationToken);
        if (bytes is null)
        {
            return Refused(ProblemCodes.TooLarge, $"The file is larger than {options.MaxBytes / (1024 * 1024)} MiB, which is more than is read at once.");
        }

        if (!Archives.IsArchive(bytes))
        {
            return Read(bytes, options, cancellationToken);
        }

        var (files, problem) = await Archives.OpenAsync(bytes, options.MaxBytes, cancellationToken);
        if (problem is not null)
        {
            return new() { Problems = [problem] };
        }

        // Actual's export is a zip of its database and a file of settings.
        if (files.FirstOrDefault(f => ActualReader.Fits(f.Bytes)) is { } database)
        {
            return Read(database.Bytes, options, cancellationToken);
        }

        var results = files.Select(f => (f.Name, Result: Archives.IsArchive(f.Bytes) ? Refused(ProblemCodes.ArchiveRefused, "An archive inside of an archive is not opened.") : Read(f.Bytes, options, cancellationToken))).ToList();
        return results.Count == 1 ? results[0].Result : Joined(results);
    }

    /// <summary>Several files of one archive: what one of them lacks is no reason to refuse the others.</summary>
    private static ReadResult Joined(List<(string Name, ReadResult Result)> results)
    {
        var statements = results.SelectMany(r => r.Result.Statements).ToList();
        return new()
        {
            Format = results.Select(r => r.Result.Format).FirstOrDefault(f => f is not null),
            Statements = statements,
            Book = results.Select(r => r.Result.Book).FirstOrDefault(b => b is not null),
            Problems = [.. results.SelectMany(r => r.Result.Problems.Select(p => p with { Text = $"{r.Name}: {p.Text}", IsFatal = p.IsFatal && statements.Count == 0 }))],
        };
    }

    private static ReadResult Read(byte[] bytes, ReadOptions options, CancellationToken cancellationToken)
    {
        if (bytes.All(b => b is 0 or (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t'))
        {
            return Refused(ProblemCodes.EmptyFile, "The file is empty.");
        }

        if (ActualReader.Fits(bytes))
        {
            return ActualReader.Read(bytes, options, cancellationToken);
        }

        if (FormatSniffer.Binary(bytes) is { } binary)
        {
            return Refused(ProblemCodes.UnsupportedFormat, $"This is {binary}. Unpack it, or ask your bank for OFX or CSV.");
        }

        var declared = OfxHeader.Charset(bytes);
        var profileEncoding = options.Csv?.Encoding is { } name ? TextDecoding.ByName(name) : null;
        var (text, encoding) = TextDecoding.Decode(bytes, declared ?? profileEncoding);
        var format = FormatSniffer.Find(text);
        // What another program keeps is taken as it is.
        text = format is SniffedFormat.Ofx or SniffedFormat.Qif or SniffedFormat.Camt or SniffedFormat.Mt940 or SniffedFormat.Csv ? TextDecoding.WithoutInvisible(text) : text;
        return format switch
        {
            SniffedFormat.Ofx => OfxReader.Read(text, cancellationToken),
            SniffedFormat.Qif => QifReader.Read(text, options, cancellationToken),
            SniffedFormat.Camt => CamtReader.Read(text, cancellationToken),
            SniffedFormat.Mt940 => Mt940Reader.Read(text, cancellationToken),
            SniffedFormat.GnuCash => GnuCashReader.Read(text, options, cancellationToken),
            SniffedFormat.Iif => IifReader.Read(text, options, cancellationToken),
            SniffedFormat.Journal => Book("hledger", JournalReader.Read(text, cancellationToken)),
            SniffedFormat.Beancount => Book("beancount", BeancountReader.Read(text, cancellationToken)),
            SniffedFormat.Csv => CsvReader.Read(text, encoding, options, cancellationToken),
            SniffedFormat.Other other => Refused(ProblemCodes.UnsupportedFormat, $"This looks like {other.Name}, which is not read yet. Ask your bank for OFX or CSV."),
            _ => Refused(ProblemCodes.NotAStatement, "This file is not a bank statement that can be read: neither OFX nor rows with a date and an amount."),
        };
    }

    private static ReadResult Book(string format, JournalFile book) => new() { Format = format, Book = book, Problems = book.Problems };

    private static ReadResult Refused(string code, string text) =>
        new() { Problems = [new Ledger.Statements.StatementProblem(0, code, text, IsFatal: true)] };

    private static async Task<byte[]?> ReadBoundedAsync(Stream input, long bound, CancellationToken cancellationToken)
    {
        if (input.CanSeek)
        {
            var left = input.Length - input.Position;
            if (left > bound)
            {
                return null;
            }

            var bytes = new byte[left];
            await input.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }

        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await input.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (memory.Length + read > bound)
            {
                return null;
            }

            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }
}
