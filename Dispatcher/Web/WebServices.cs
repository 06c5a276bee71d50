using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>The public pages: Kestrel, its limits, and every address that it answers.</summary>
internal static class WebServices
{
    /// <summary>Far above any form of ours; an address book posted by mistake is refused before it is read.</summary>
    public const int LargestBody = 64 * 1024;

    /// <summary>
    /// Mail providers send their one-clicks within minutes of an issue, thousands at once; idle connections cost
    /// little.
    /// </summary>
    private const int MostConnections = 5000;

    /// <summary>
    /// Connections that the kernel keeps until they are taken; its own limit (somaxconn) is often 4096.
    /// </summary>
    private const int MostWaiting = 4096;

    /// <summary>
    /// Adds the server and what its pages need. The container must know the settings and the steps that the pages show.
    /// </summary>
    public static void AddWeb(this WebApplicationBuilder builder, WebSettings settings)
    {
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(Limit)
            .ConfigureServices(services =>
                services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = MostWaiting)
            )
            .UseUrls(settings.Listen!);
        builder
            .Services.AddRouting()
            .Configure<ForwardedHeadersOptions>(forwarded => Believe(forwarded, settings))
            .AddSingleton<Assets>()
            .AddSingleton<Masthead>()
            .AddSingleton<ApiKey>()
            .AddSingleton<SignUpStamp>()
            .AddSingleton<LatestIssuePreview>()
            .AddSingleton<PageWords>()
            .AddSingleton<HomeWords>()
            .AddRequestRates()
            .AddSingleton<MetricsPage>()
            .AddSingleton<ReaderCookie>()
            .AddRazorPages(Arrange);
        builder.Services.Configure<RazorViewEngineOptions>(views =>
            views.PageViewLocationFormats.Add("/Web/Pages/Shared/{0}.cshtml")
        );
        builder.Services.PostConfigure<MvcOptions>(MvcParts.KeepOnlyUsed);
        KeepNoKeys(builder.Services);
        StartPatiently(builder.Services);
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // A connection that waits for its next request keeps another from coming in.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(10);

        // Read before it is asked for; the usual MB for each connection is more than a small machine has.
        kestrel.Limits.MaxRequestBufferSize = LargestBody;
    }

    /// <summary>Which proxies may say where a request comes from.</summary>
    private static void Believe(ForwardedHeadersOptions forwarded, WebSettings settings)
    {
        // With no network to check against, the middleware would believe everybody.
        forwarded.ForwardedHeaders =
            settings.TrustedProxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in settings.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }

    private static void Arrange(RazorPagesOptions pages)
    {
        // Pages stand in the rooms of their nouns, and each says its address.
        pages.RootDirectory = "/";

        // Each of the readers' pages that changes something is reached by a signed link, and there is no login whose
        // cookie could be misused. The desk has both, and looks at the token at its gate.
        pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
        pages.Conventions.ConfigureFilter(new PageRules());
        pages.Conventions.AddPageRoute("/Web/Pages/Index", "/subscribe");
        pages.Conventions.AddPageRoute("/Web/Pages/Unsubscribe", "/unsubscribe/{token}/{handler:regex(^undo$)}");
    }

    /// <summary>Nothing of ours is protected with data protection, so no keys are kept, lost or rotated.</summary>
    private static void KeepNoKeys(IServiceCollection services)
    {
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        foreach (
            var keeper in services
                .Where(service => service.ImplementationType?.Name == "DataProtectionHostedService")
                .ToList()
        )
        {
            services.Remove(keeper);
        }
    }

    /// <summary>Puts a server that waits for its port before Kestrel, which would end the service.</summary>
    private static void StartPatiently(IServiceCollection services)
    {
        var kestrel = services.Single(service => service.ServiceType == typeof(IServer));
        services.Remove(kestrel);
        services.AddSingleton<IServer>(provider =>
            ActivatorUtilities.CreateInstance<PatientServer>(
                provider,
                () => (IServer)ActivatorUtilities.CreateInstance(provider, kestrel.ImplementationType!)
            )
        );
    }

    /// <summary>Where a started service listens, with the port that it got.</summary>
    public static string Address(IHost host) =>
        host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>The way of a request, from the outside in: what holds for every address.</summary>
    /// <param name="errors">Error pages of a part of the site that has its own.</param>
    public static void UseEdge(this WebApplication app, Action<IApplicationBuilder> errors)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseForwardedHeaders();
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error/500",
                StatusCodeSelector = UnplannedFailures.StatusOf,
            }
        );
        app.UseMiddleware<UnplannedFailures>();
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        errors(app);
        app.UseMiddleware<UnderPathBase>();
        app.UseRouting();
        app.UseRateLimiter();
    }

    /// <summary>After a request was let in: its turn, and its form.</summary>
    public static void UseTurns(this WebApplication app)
    {
        app.UseMiddleware<PageTurns>();
        app.UseMiddleware<PostedForms>();
    }

    /// <summary>Every address that readers and programs ask for, and all pages.</summary>
    public static void MapWeb(this WebApplication app)
    {
        app.MapLook("/healthz", () => TypedResults.Text("ok\n"));
        app.MapReady();
        app.MapMetrics();
        app.MapAssets();
        app.MapStripe();
        app.MapProviders();
        app.MapExtend();
        app.MapRobots();
        app.MapArchiveImages();
        app.MapReading();
        app.MapStopReading();
        app.MapManageOfReader();
        app.MapFeed();
        app.MapSitemap();
        app.MapRazorPages();
    }
}
