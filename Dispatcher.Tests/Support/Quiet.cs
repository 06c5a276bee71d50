namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Half a second in which nothing may happen. A sender that did not stop would send dozens of messages in that time.
/// </summary>
internal static class Quiet
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private const int Steps = 10;

    /// <summary>Lets half a second pass.</summary>
    /// <returns>The count after it.</returns>
    public static async Task<int> AfterAsync(Func<int> count)
    {
        for (var i = 0; i < Steps; i++)
        {
            await Task.Delay(Step);
        }

        return count();
    }
}
