package org.wardhealth.deid.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A BERT encoder run by ONNX Runtime on one thread, without telemetry. Thread-safe until closed.
 *
 * <p>Vectors are those of any inner value of the graph. Only what that value needs is computed: to
 * ask ONNX Runtime for one output of several is not enough, it runs every node all the same. So it
 * is given a graph that ends there, see {@link GraphOutput}.
 */
final class OnnxStates implements States {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String output;
  private final int width;
  private final ReadWriteLock closing = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * @param model the bytes of the .onnx file
   * @param output the name of the value that holds the vectors
   * @throws IllegalArgumentException when it is no such model
   */
  OnnxStates(byte[] model, String output, int width) {
    this.output = output;
    this.width = width;
    try {
      environment = OrtEnvironment.getEnvironment();
      environment.setTelemetry(false);
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setInterOpNumThreads(1);
        options.setIntraOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        session = environment.createSession(GraphOutput.only(model, output), options);
      }
    } catch (OrtException e) {
      throw new IllegalArgumentException("the encoder's model cannot be loaded", e);
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public float[] of(long[] ids) {
    closing.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the encoder is closed");
      }
      return run(ids);
    } finally {
      closing.readLock().unlock();
    }
  }

  private float[] run(long[] ids) {
    long[] shape = {1, ids.length};
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try (OnnxTensor pieces = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor segments =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape)) {
      inputs.put("input_ids", pieces);
      inputs.put("attention_mask", mask);
      if (session.getInputNames().contains("token_type_ids")) {
        inputs.put("token_type_ids", segments);
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] out = new float[values.remaining()];
        values.get(out);
        if (out.length != ids.length * width) {
          throw new IllegalStateException(
              "the encoder answered " + out.length + " numbers for " + ids.length + " pieces");
        }
        return out;
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the encoder failed on " + ids.length + " pieces", e);
    }
  }

  @Override
  public void close() {
    closing.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the encoder could not be closed", e);
    } finally {
      closing.writeLock().unlock();
    }
  }
}
