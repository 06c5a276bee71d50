using System.Net;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>A small web server for the browser on this machine only. Tests: WatchCommandTests.</summary>
internal sealed class WatchServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WatchServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>The address of the page, with its secret.</summary>
    public Uri Address { get; }

    /// <param name="port">0 for any free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WatchServer> StartAsync(WatchPages pages, int port, CancellationToken cancellationToken)
    {
        var token = WatchGuard.NewToken();
        var guard = new WatchGuard(token);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 0;
                kestrel.Limits.MaxRequestLineSize = 4 * 1024;
                kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
                kestrel.Limits.MaxConcurrentConnections = 100;
                kestrel.Listen(IPAddress.Loopback, port);
            });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        app.Run(context =>
        {
            var request = context.Request;
            var refusal = guard.Refusal(
                request.Method,
                request.Host,
                context.Connection.LocalPort,
                request.Path.Value ?? "",
                out var rest
            );
            return refusal is { } status ? WatchPages.Status(context, status) : pages.AnswerAsync(context, rest);
        });
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new IOException(
                $"Port {port} on this machine cannot be listened on, because another program has it. "
                    + "Give another --port, or none.",
                e
            );
        }

        return new(app, new Uri(new Uri(WebServices.Address(app)), $"{token}/"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
