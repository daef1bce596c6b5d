using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Support;

/// <summary>
/// Deque's axe on a page as it stands. Run in the page itself: no page of ours has a frame, and the package's own call
/// opens a blank page for each run, which costs more than the run.
/// </summary>
public static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What shuts somebody out: rule, meaning, and the first element.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(
            "async () => (await axe.run({ resultTypes: ['violations'] })).violations.map(v => `${v.id}: ${v.help} (${v.nodes[0].html})`)");
    }
}
