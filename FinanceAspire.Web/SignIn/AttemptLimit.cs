using System.Security.Cryptography;
using System.Text;
using FinanceAspire.Data;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.SignIn;

/// <summary>
/// How often a password may be tried: 10 times in 15 minutes for one account, 100 from one address, over all replicas. The
/// counters are in PostgreSQL, so that they hold without Redis; where they cannot be counted, nobody is let in.
/// </summary>
internal sealed class AttemptLimit(LedgerDbContext db, TimeProvider clock)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private const int PerAccount = 10;
    private const int PerAddress = 100;

    /// <summary>Counts an attempt before the password is looked at; false where there were too many.</summary>
    public async Task<bool> MayTryAsync(string email, HttpContext http)
    {
        var address = await CountAsync($"address:{http.Connection.RemoteIpAddress}", http.RequestAborted);
        return address <= PerAddress && await CountAsync(Account(email), http.RequestAborted) <= PerAccount;
    }

    /// <summary>A right password is no attempt: who knows it may come often.</summary>
    public async Task SucceededAsync(string email, HttpContext http)
    {
        string[] keys = [Account(email), $"address:{http.Connection.RemoteIpAddress}"];
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"update attempt_counters set count = count - 1 where key = any ({keys}) and window_start > {now - Window} and count > 0", http.RequestAborted);
        await db.Database.ExecuteSqlAsync($"delete from attempt_counters where window_start < {now - (2 * Window)}", http.RequestAborted);
    }

    private async Task<int> CountAsync(string key, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<int>($"select count_attempt({key}, {Window}, {clock.GetUtcNow()}) as \"Value\"").SingleAsync(cancellationToken);

    /// <summary>Hashed: the table of attempts is no list of addresses.</summary>
    private static string Account(string email) =>
        $"account:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant())))[..32]}";
}
