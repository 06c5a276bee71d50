using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Commands.Demo;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>A desk with 200 readers and a week behind it, as the demo has, for a browser on this machine.</summary>
internal sealed class DeskWeek : IAsyncDisposable
{
    private readonly TestFolder _scratch;

    private DeskWeek(DeskSite site, TestFolder scratch) => (Site, _scratch) = (site, scratch);

    public DeskSite Site { get; }

    public static async Task<DeskWeek> OpenAsync()
    {
        // A browser sends cookies marked "Secure" to nobody but HTTPS, so the site is one of this machine.
        var newsletter = NewsletterSample.Settings() with
        {
            BaseUrl = "http://localhost",
            AnnualPrice = "€60",
        };
        var site = await DeskSite.OpenAsync(
            settings => settings with { Bounces = new() { ReturnPath = "bounces+{token}@example.com" } },
            newsletter
        );
        var scratch = new TestFolder();
        var services = site.Host.Services;
        var settings = services.GetRequiredService<DispatcherSettings>();
        await ImportAsync(site.Host, settings);
        await new DemoWeek(
            site.Host.Database,
            DemoSettings.OfPast(settings, scratch.Path),
            scratch.Path,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Ownership>()
        ).LiveAsync(CancellationToken.None);
        var issues = services.GetRequiredService<NewsletterFolder>().Issues;
        DemoIssues.Copy(scratch.File("issues"), issues);
        DemoIssues.Copy(Path.Combine(Corpora.Repository(), "issues"), issues);
        DemoIssues.Write(DemoIssues.Names[^1], issues);
        return new(site, scratch);
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        _scratch.Dispose();
    }

    private static async Task ImportAsync(PagesHost host, DispatcherSettings settings)
    {
        var csv = Path.Combine(Corpora.Repository(), "Dispatcher", "Commands", "Demo", "sample-subscribers.csv");
        await new CsvImport(host.Database, host.Clock, KeyFile.ReadOrCreate(settings.Storage.KeyFile)[0]).RunAsync(
            csv,
            new Progress<ImportProgress>(),
            CancellationToken.None
        );
    }
}
