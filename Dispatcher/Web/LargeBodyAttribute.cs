namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Marks a page or an endpoint that takes a larger body than others: an image, a list of subscribers, an issue. Only
/// for people who are signed in. Tests: DeskGateTests.
/// </summary>
/// <param name="bytes">The most bytes of the whole body.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class LargeBodyAttribute(long bytes) : Attribute
{
    public long Bytes => bytes;
}
