using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>The program's services at one moment of the demo's week. Tests: DemoWeekTests.</summary>
/// <param name="Ownership">To be given back with the services; null where somebody else has it.</param>
internal sealed record DemoMoment(ServiceProvider Services, Ownership? Ownership) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await (Ownership?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
