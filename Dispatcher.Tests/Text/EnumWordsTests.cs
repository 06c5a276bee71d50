using System.Text.Json;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Text;

[TestFixture]
internal sealed class EnumWordsTests
{
    private static readonly EnumWords<Light> Words = new((Light.DarkRed, "dark-red"), (Light.Green, "green"));

    private enum Light
    {
        Green,
        DarkRed,
    }

    [Test]
    public void Each_value_has_its_word_and_each_word_its_value()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Words.Of(Light.DarkRed), Is.EqualTo("dark-red"));
            Assert.That(Words.Parse("dark-red"), Is.EqualTo(Light.DarkRed));
            Assert.That(Words.All, Is.EqualTo(new[] { "dark-red", "green" }), "in the order in which they are given");
            Assert.That(Words.Values, Is.EqualTo(new[] { Light.DarkRed, Light.Green }));
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Green")]
    [TestCase("0")]
    public void What_is_no_word_is_no_value(string? text)
    {
        Assert.That(Words.Find(text), Is.Null);
        Assert.That(() => Words.Parse(text ?? ""), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_value_without_a_word_and_a_word_of_two_values_are_mistakes()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new EnumWords<Light>((Light.Green, "green")), Throws.ArgumentException);
            Assert.That(
                () => new EnumWords<Light>((Light.Green, "green"), (Light.DarkRed, "green")),
                Throws.ArgumentException
            );
            Assert.That(() => Words.Of((Light)7), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Json_has_the_words()
    {
        var form = new JsonSerializerOptions { Converters = { Words.ForJson } };
        var json = JsonSerializer.Serialize(
            new
            {
                One = Light.DarkRed,
                None = (Light?)null,
                Counts = new Dictionary<Light, int> { [Light.Green] = 1 },
            },
            form
        );

        Assert.That(json, Is.EqualTo("""{"One":"dark-red","None":null,"Counts":{"green":1}}"""));
        Assert.That(JsonSerializer.Deserialize<Light>("\"dark-red\"", form), Is.EqualTo(Light.DarkRed));
        Assert.That(() => JsonSerializer.Deserialize<Light>("\"blue\"", form), Throws.InstanceOf<JsonException>());
    }
}
