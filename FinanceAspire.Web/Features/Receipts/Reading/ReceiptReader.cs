using System.Diagnostics;
using System.Text.Json;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Components;

namespace FinanceAspire.Web.Features.Receipts.Reading;

/// <summary>Has an uploaded file read by a process of its own (<see cref="ReadReceipt"/>): one at a time, for so long and no longer.</summary>
internal sealed class ReceiptReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>For a picture of what is known already.</summary>
    private static readonly TimeSpan PatienceForPicture = TimeSpan.FromSeconds(15);

    /// <summary>All that the process gets to know: where programs and temporary files are. No connection, no secret.</summary>
    private static readonly string[] Told = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Reads <paramref name="source"/>; what is to be kept then lies in <paramref name="folder"/>.</summary>
    public async Task<Outcome<ReceiptContent>> ReadAsync(string source, string folder, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            var answer = await RunAsync(source, folder, patience);
            cancellationToken.ThrowIfCancellationRequested();
            var reading = answer ?? ReadReceipt.Unreadable();
            return reading.Content is { } content ? content : reading.Refusal!;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The last whole answer; null where the process ended, or was ended, before it gave one.</summary>
    private static async Task<ReceiptReading?> RunAsync(string source, string folder, CancellationTokenSource patience)
    {
        ReceiptReading? answer = null;
        using var process = Process.Start(Command(source, folder))!;
        // What a crash says goes nowhere: it may quote the file.
        process.BeginErrorReadLine();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                answer = JsonSerializer.Deserialize<ReceiptReading>(line);
                patience.CancelAfter(PatienceForPicture);
            }

            await process.WaitForExitAsync(patience.Token);
            return answer;
        }
        catch (Exception e) when (e is OperationCanceledException or JsonException)
        {
            // It takes too long, or it died in the middle of a line.
            return answer;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo Command(string source, string folder)
    {
        var library = typeof(App).Assembly.Location;
        var program = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
        var command = new ProcessStartInfo(File.Exists(program) ? program : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments = [.. File.Exists(program) ? Array.Empty<string>() : [library], ReadReceipt.Argument, source, folder];
        Array.ForEach(arguments, command.ArgumentList.Add);
        foreach (var name in command.Environment.Keys.Except(Told, StringComparer.OrdinalIgnoreCase).ToList())
        {
            command.Environment.Remove(name);
        }

        // 256 MB, hexadecimal: a page that unpacks to gigabytes ends the process.
        command.Environment["DOTNET_GCHeapHardLimit"] = "10000000";
        command.Environment["DOTNET_EnableDiagnostics"] = "0";
        command.Environment["DOTNET_TieredPGO"] = "0";
        return command;
    }
}
