using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// The table of <c>status --dispatch ID</c> that shows how the dispatch went at each large domain.
/// Tests: StatusCommandTests.
/// </summary>
internal static class DomainsView
{
    /// <summary>Prints the table; nothing where there is only one domain, or all went well.</summary>
    public static void Show(Terminal terminal, IReadOnlyList<DomainNumbers> domains)
    {
        if (
            domains.Count < 2
            || domains.All(domain => domain is { Deferred: 0, Failed: 0, SoftBounces: 0, Dead: 0, Complaints: 0 })
        )
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("Domain");
        foreach (var name in (string[])["Sent", "Deferred", "Failed", "Bounced later", "Dead", "Spam"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var domain in domains)
        {
            table.AddRow(
                Markup.Escape(domain.Domain),
                Number(domain.Sent),
                Number(domain.Deferred),
                Number(domain.Failed),
                Number(domain.SoftBounces),
                Share(domain.Rates.DeadShare, domain.Rates.DeadVerdict),
                Share(domain.Rates.ComplaintShare, domain.Rates.ComplaintVerdict)
            );
        }

        terminal.Console.Write(table);
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double share, RateVerdict verdict)
    {
        var text = share == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");
        return verdict switch
        {
            RateVerdict.Bad => $"[red]{text}[/]",
            RateVerdict.Warning => $"[yellow]{text}[/]",
            _ => text,
        };
    }
}
