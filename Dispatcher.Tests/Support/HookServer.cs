using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>A server on loopback that keeps its calls, as the receiver of a webhook or a heartbeat.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refusals;

    private HookServer(int refusals)
    {
        _refusals = refusals;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            Calls.Enqueue(($"{context.Request.Method} {context.Request.Path}", await reader.ReadToEndAsync()));
            context.Response.StatusCode = Interlocked.Decrement(ref _refusals) >= 0 ? 503 : 204;
        });
    }

    /// <summary>Method and path, and the body.</summary>
    public ConcurrentQueue<(string Call, string Body)> Calls { get; } = new();

    /// <param name="refusals">How many calls it answers with 503 before it accepts one.</param>
    public static async Task<HookServer> StartAsync(int refusals = 0)
    {
        var server = new HookServer(refusals);
        await server._app.StartAsync();
        return server;
    }

    public Uri Address(string path) => new(new Uri(_app.Urls.Single()), path);

    public IReadOnlyList<string> Bodies(string call) =>
        [.. Calls.Where(one => one.Call == call).Select(one => one.Body)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
